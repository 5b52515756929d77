using Orchestry.Core.Logs;

namespace Orchestry.Core.Tests.Logs;

public sealed class LogLevelRecognizerTests
{
    [Theory]
    [InlineData("""{"time":"x","level":"info","msg":"a"}""", "INFO")]
    [InlineData("""{"msg":"level \" of {error","lvl" : "Warning"}""", "WARN")]
    [InlineData("""{"severity":"CRITICAL"}""", "FATAL")]
    [InlineData("""{"log.level":"debug","@timestamp":"x"}""", "DEBUG")]
    [InlineData("""{"level":30,"time":1531171074631,"msg":"pino"}""", "INFO")]
    [InlineData("""{"name":"bunyan","level":60}""", "FATAL")]
    [InlineData("""{"level":35}""", null)]
    [InlineData("""{"inner":{"level":"error"},"msg":"x"}""", null)]
    [InlineData("""{"level":"error""", "ERROR")]
    [InlineData("[INFO] started", "INFO")]
    [InlineData("[ warn ] careful", "WARN")]
    [InlineData("[main] [ERROR] broken", "ERROR")]
    [InlineData("INFO: started", "INFO")]
    [InlineData("error: broken", "ERROR")]
    [InlineData("WARNING:root:careful", "WARN")]
    [InlineData("INFO  [main] started", "INFO")]
    [InlineData("ERROR", "ERROR")]
    [InlineData("time=2024-01-15T10:30:00Z level=info msg=\"x\"", "INFO")]
    [InlineData("ts=1 msg=\"level=error\" lvl=\"warn\"", "WARN")]
    [InlineData("level=panic msg=x", "FATAL")]
    [InlineData("<3>broken", "ERROR")]
    [InlineData("<30>started", "INFO")]
    [InlineData("<191>x", "DEBUG")]
    [InlineData("<0>x", "FATAL")]
    [InlineData("<192>x", null)]
    [InlineData("<html>", null)]
    [InlineData("I1123 12:00:00.123456       1 main.go:1] started", "INFO")]
    [InlineData("W1123 12:00:00.123456       1 main.go:1] careful", "WARN")]
    [InlineData("F1123 12:00:00 x", "FATAL")]
    [InlineData("2024-01-15 10:30:00 ERROR foo", "ERROR")]
    [InlineData("2024-01-15T10:30:00.123Z DEBUG foo", "DEBUG")]
    [InlineData("2024-01-15 10:30:00,123 - WARNING - foo", "WARN")]
    [InlineData("2024/01/15 10:30:00 [error] 29#29: broken", "ERROR")]
    [InlineData("2024-01-15 10:30:00.123 UTC [1] LOG:  ready", "INFO")]
    [InlineData("2024-01-15 10:30:00.123 UTC [1] FATAL:  gone", "FATAL")]
    [InlineData("[2024-01-15 10:30:00] [TRACE] x", "TRACE")]
    [InlineData("2024-01-15 10:30:00 | INFO | x", "INFO")]
    [InlineData("info: Microsoft.Hosting.Lifetime[14]", "INFO")]
    [InlineData("fail: Category[0]", "ERROR")]
    [InlineData("crit: Category[0]", "FATAL")]
    [InlineData("\u001b[32minfo\u001b[39m: x", null)]
    [InlineData("\u001b[31mERROR\u001b[0m x", "ERROR")]
    [InlineData("panic: runtime error", "FATAL")]
    [InlineData("", null)]
    [InlineData("   ", null)]
    [InlineData("GET /error HTTP/1.1", null)]
    [InlineData("there was an error in the middle", null)]
    [InlineData("2024-01-15 there was an ERROR", null)]
    [InlineData("error in prose", null)]
    [InlineData("10.0.0.1 - - [15/Jan/2024:10:30:00 +0000] \"GET / HTTP/1.1\" 200", null)]
    [InlineData("[", null)]
    [InlineData("{", null)]
    [InlineData("\u001b[", null)]
    public void A_level_is_recognised_where_the_line_states_one(string line, string? level) =>
        Assert.Equal(level, LogLevelRecognizer.Recognize(line));

    [Fact]
    public void Only_the_start_of_a_line_is_looked_at() =>
        Assert.Null(LogLevelRecognizer.Recognize("msg=" + new string('x', 300) + " level=error"));

    [Theory]
    [InlineData("2024-01-15 10:30:00 ERROR foo")]
    [InlineData("plain prose")]
    [InlineData("{\"time\":1,\"level\":\"info\"}")]
    [InlineData("{\"time\":1,\"level\":30}")]
    [InlineData("a=b level=warn")]
    [InlineData("\u001b[31mERROR\u001b[0m")]
    [InlineData("<3>x")]
    public void Recognising_allocates_nothing(string line)
    {
        Recognize(line, times: 1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Recognize(line, times: 100);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Recognize(string line, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _ = LogLevelRecognizer.Recognize(line);
        }
    }
}
