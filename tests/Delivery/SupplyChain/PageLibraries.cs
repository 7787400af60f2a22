using System.Text.Json.Nodes;

namespace October.Delivery.SupplyChain;

/// <summary>The libraries of the page that the command serves. They are checked in, as their packages have them.</summary>
internal static class PageLibraries
{
    public static string Folder => RepositoryRoot.File("src/Cli/Dashboard/Page/libraries");

    public static IEnumerable<(string Name, string Version, string Copyright, string License)> All() =>
        from folder in Directory.EnumerateDirectories(Folder).Order(StringComparer.Ordinal)
        let name = Path.GetFileName(folder)
        let about = JsonNode.Parse(File.ReadAllText(Package(name, "package.json")))!
        let copyright = File.ReadLines(Path.Combine(folder, "LICENSE")).First(line => line.TrimStart().StartsWith("Copyright ", StringComparison.Ordinal))
        select (name, (string)about["version"]!, copyright.Trim(), (string)about["license"]!);

    /// <summary>A file of the package that <c>./test</c> installs, by its name below the package's folder or its <c>dist</c>.</summary>
    public static string Package(string name, string file)
    {
        var folder = RepositoryRoot.File($"tests/Delivery/node_modules/{name}");
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? path : Path.Combine(folder, "dist", file);
    }
}
