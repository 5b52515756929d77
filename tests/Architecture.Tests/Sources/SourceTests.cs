using System.Text.RegularExpressions;

namespace Orchestry.Architecture.Tests.Sources;

public sealed partial class SourceTests
{
    private const int LongestFile = 400;
    private const int LargestKernel = 1500;

    [Fact]
    public void Nothing_is_left_for_later() => Repository.None("Work is done or filed", Lines(LeftForLater().IsMatch));

    [Fact]
    public void No_test_is_skipped() => Repository.None("Every test runs", Lines(Skipped().IsMatch));

    [Fact]
    public void Nobody_waits_by_blocking() => Repository.None(
        "Tasks are awaited", Repository.Sources.Where(f => f.IsProduct).SelectMany(f => f.Where(Blocks().IsMatch)));

    [Fact]
    public void No_asynchronous_method_returns_nothing_to_wait_for() => Repository.None(
        "Asynchronous methods return a task", Lines(AsyncVoid().IsMatch));

    [Fact]
    public void No_file_is_longer_than_four_hundred_lines() => Repository.None(
        "Files are small", Repository.Sources.Where(f => f.Lines.Count > LongestFile).Select(f => $"{f.Path}: {f.Lines.Count} lines"));

    [Fact]
    public void The_kernel_stays_small()
    {
        // A line that is only a brace is layout: the bound is about how much there is to understand.
        var lines = Repository.Sources.Where(f => f.Path.StartsWith("src/Actors/Kernel/", StringComparison.Ordinal))
            .Sum(f => f.Code.Count(l => l.Any(char.IsLetterOrDigit)));

        Assert.InRange(lines, 1, LargestKernel);
    }

    [Fact]
    public void A_folder_is_named_by_its_feature() => Repository.None(
        "Folders are rooms", Repository.Sources.Select(f => Path.GetDirectoryName(f.Path)!).Distinct().Where(folder => Shapeless().IsMatch(folder)));

    [Fact]
    public void A_file_is_named_by_a_type_in_it() => Repository.None(
        "Files are found by their type's name",
        from file in Repository.Sources
        where file.IsProduct && file.Path != "src/Host/Program.cs"
        let name = Path.GetFileName(file.Path).Split('.')[0]
        where !IsNamedBySubject(name) && !file.Lines.Any(l => Regex.IsMatch(l, $@"\b(class|record|struct|interface|enum|delegate) (struct )?{name}\b"))
        select file.Path);

    [Fact]
    public void Every_public_type_of_the_product_says_what_it_is() => Repository.None(
        "Public types have documentation",
        from file in Repository.Sources.Where(f => f.IsProduct)
        let isInternal = file.Lines.Any(l => l.StartsWith("internal ", StringComparison.Ordinal))
        from i in Enumerable.Range(0, file.Lines.Count)
        where !(isInternal && file.Lines[i].StartsWith(' '))
        where PublicType().IsMatch(file.Lines[i]) && !IsDocumented(file.Lines, i)
        select $"{file.Path}:{i + 1}: {file.Lines[i].Trim()}");

    private static IEnumerable<string> Lines(Func<string, bool> condition) => Repository.Sources
        .Where(f => f.Path != "tests/Architecture.Tests/Sources/SourceTests.cs").SelectMany(f => f.Where(condition));

    private static bool IsDocumented(IReadOnlyList<string> lines, int declaration)
    {
        for (var i = declaration - 1; i >= 0; i--)
        {
            var line = lines[i].Trim();
            if (line.StartsWith("///", StringComparison.Ordinal))
            {
                return true;
            }

            if (line.Length == 0 || line.EndsWith('}') || line.EndsWith('{') || line.EndsWith(';'))
            {
                break;
            }
        }

        // The other part of a partial type has it.
        return lines[declaration].Contains(" partial ", StringComparison.Ordinal);
    }

    /// <summary>A handful of small records of one subject may share a file that is named by the subject.</summary>
    private static bool IsNamedBySubject(string name) => name is
        "ActorExceptions" or "ActorRefs" or "Messages" or "Identifiers" or "AppReplies" or "AppRequests" or "AppLogs" or "ConfigBody" or "AppEvents";

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex LeftForLater();

    [GeneratedRegex(@"\bSkip\s*=")]
    private static partial Regex Skipped();

    [GeneratedRegex(@"\.Result\b(?!\s*\()|\.Wait\(|GetAwaiter\(\)\.GetResult\(")]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\basync void\b")]
    private static partial Regex AsyncVoid();

    [GeneratedRegex(@"(^|[/\\])(Helpers?|Utils?|Utilities|Managers?|Services?|Models?|Common|Misc)([/\\]|$)")]
    private static partial Regex Shapeless();

    [GeneratedRegex(@"^\s*public ((sealed|static|abstract|partial|readonly) )*(class|record|struct|interface|enum|delegate) ")]
    private static partial Regex PublicType();
}
