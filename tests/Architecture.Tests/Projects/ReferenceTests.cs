namespace Orchestry.Architecture.Tests.Projects;

/// <summary>The arrows between the projects, and what each takes from outside.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["src/Contracts"] = [],
        ["src/Core"] = [],
        ["src/Actors"] = ["src/Core"],
        ["src/Docker"] = ["src/Core"],
        ["src/Storage"] = ["src/Core"],
        ["src/Ingress"] = ["src/Core"],
        ["src/Http"] = ["src/Core", "src/Contracts"],
        ["src/Host"] = ["src/Actors", "src/Docker", "src/Storage", "src/Ingress", "src/Http", "src/Core", "src/Contracts"],
        ["src/Cli"] = ["src/Contracts"],
        ["src/Dashboard"] = [],
    };

    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["src/Storage"] = ["Dapper", "Microsoft.Data.Sqlite", "Npgsql"],
        ["src/Ingress"] = ["Yarp.ReverseProxy"],
        ["src/Http"] = ["Microsoft.AspNetCore.OpenApi", "Microsoft.IdentityModel.JsonWebTokens", "YamlDotNet"],
        ["src/Host"] = ["Npgsql", "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "System.CommandLine"],
        ["src/Cli"] = ["Spectre.Console", "System.CommandLine", "Tomlyn", "YamlDotNet"],
        ["tests/Testing"] = ["xunit"],
        ["tests/ClusterRig"] = ["xunit"],
        ["tests/Ingress.Tests"] = ["FsCheck"],
        ["tests/Core.Tests"] = ["FsCheck"],
        ["tests/Cli.Tests"] = ["FsCheck"],
        ["tests/Actors.Tests"] = ["FsCheck"],
        ["tests/Storage.Tests"] = ["FsCheck"],
        ["tests/Http.Tests"] = ["FsCheck"],
        ["tests/EndToEnd.Tests"] = ["FsCheck"],
    };

    [Fact]
    public void Every_product_project_refers_only_to_those_its_place_in_the_house_allows() => Repository.None(
        "References follow the arrows",
        from project in Repository.Projects.Where(p => p.IsProduct)
        from reference in project.References
        where !Arrows.GetValueOrDefault(project.Folder, []).Contains(reference)
        select $"{project.Folder} -> {reference}");

    [Fact]
    public void Every_product_project_has_a_place_in_the_house() => Repository.None(
        "The arrows name every project",
        Repository.Projects.Where(p => p.IsProduct && !Arrows.ContainsKey(p.Folder)).Select(p => p.Folder));

    [Fact]
    public void A_package_is_used_only_where_it_was_let_in() => Repository.None(
        "Packages stay where they belong",
        from project in Repository.Projects
        from package in project.Packages
        where !Packages.GetValueOrDefault(project.Folder, []).Contains(package)
        select $"{project.Folder} uses {package}");

    [Fact]
    public void The_rules_and_the_wire_records_stand_on_the_framework_alone() => Repository.None(
        "Core and Contracts refer to System assemblies only",
        from project in new[] { Product.Core, Product.Contracts }
        from reference in project.GetReferencedAssemblies()
        where !reference.Name!.StartsWith("System", StringComparison.Ordinal)
        select $"{project.GetName().Name} -> {reference.Name}");

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("Orchestry.Akka.sln").Replace('\\', '/');

        Repository.None("The solution names every project", Repository.Projects.Select(p => p.Path).Where(p => !solution.Contains(p, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_product_project_has_a_suite_of_the_same_name() => Repository.None(
        "Suites mirror projects (the wire records are tested by those who write them)",
        Repository.Projects.Where(p => p.IsProduct && p.Folder != "src/Contracts")
            .Select(p => $"tests/{p.Folder["src/".Length..]}.Tests").Where(suite => !Repository.Has(suite)));

    [Fact]
    public void Every_project_locks_what_it_restores() => Repository.None(
        "A lock file lies beside each project", Repository.Projects.Select(p => $"{p.Folder}/packages.lock.json").Where(file => !Repository.Has(file)));
}
