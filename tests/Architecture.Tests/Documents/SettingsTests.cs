using System.Text;
using Orchestry.Host.Settings;

namespace Orchestry.Architecture.Tests.Documents;

public sealed class SettingsTests
{
    private const string Page = "docs/settings.md";

    [Fact]
    public void The_page_of_settings_lists_every_setting_as_the_program_knows_it()
    {
        var right = Written();
        if (!Repository.Has(Page) || Repository.Read(Page) != right)
        {
            var proposal = Path.Combine(Repository.Root, "artifacts", "settings.md");
            Directory.CreateDirectory(Path.GetDirectoryName(proposal)!);
            File.WriteAllText(proposal, right);
            Assert.Fail($"{Page} is not what the settings are; what it should hold is in artifacts/settings.md.");
        }
    }

    [Fact]
    public void No_two_settings_share_a_name_an_option_or_a_path() => Repository.None(
        "A setting is one setting",
        AllSettings.List.SelectMany(s => new[] { s.Name, s.Option, s.Path }).OfType<string>()
            .GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key));

    private static string Written()
    {
        var page = new StringBuilder("""
            # Settings

            Read from `cluster.hocon` (the JSON subset of HOCON, with comments), the environment and the command line; what comes later wins.
            What `PUT /api/v1/config` has stored wins over all three from the next start on. Every fault is reported at once, naming its setting,
            and ends the process with exit code 2. A setting that the file spells wrongly is a fault as well.

            | environment | command line | `cluster.hocon` | default | meaning |
            |---|---|---|---|---|

            """);
        foreach (var setting in AllSettings.List)
        {
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{setting.Name}` | {Code(setting.Option)} | {Code(setting.Path?.Replace(':', '.'))} | {Code(setting.Default)} | {setting.Meaning} |\n");
        }

        return page.ToString();
    }

    private static string Code(string? text) => string.IsNullOrEmpty(text) ? "" : $"`{text}`";
}
