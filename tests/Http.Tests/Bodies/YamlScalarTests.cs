using System.Text;
using Orchestry.Http.Bodies;

namespace Orchestry.Http.Tests.Bodies;

public sealed class YamlScalarTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("-7", "-7")]
    [InlineData("+12", "12")]
    [InlineData("0123", "123")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("1.50", "1.50")]
    [InlineData(".5", "0.5")]
    [InlineData("-.5e3", "-0.5e3")]
    [InlineData("5.", "5")]
    [InlineData("1e3", "1e3")]
    [InlineData("0", "0")]
    [InlineData("true", "true")]
    [InlineData("FALSE", "false")]
    [InlineData("~", "null")]
    [InlineData("null", "null")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("tRUE", "\"tRUE\"")]
    [InlineData("1:30", "\"1:30\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("2024-01-15", "\"2024-01-15\"")]
    [InlineData("0b11", "\"0b11\"")]
    [InlineData("-", "[null]")]
    [InlineData("'1'", "\"1\"")]
    [InlineData("\"true\"", "\"true\"")]
    [InlineData("|\n  1\n", "\"1\\n\"")]
    [InlineData("", "")]
    [InlineData("{1: a, true: b}", """{"1":"a","true":"b"}""")]
    [InlineData("a:\n  - b: [c, {d: e}]\n  - \n", """{"a":[{"b":["c",{"d":"e"}]},null]}""")]
    public void Scalars_mean_what_the_core_schema_says(string yaml, string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(YamlBody.ToJson(Encoding.UTF8.GetBytes(yaml))));
}
