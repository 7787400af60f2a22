using System.Text.RegularExpressions;

namespace October.Delivery.Manifests;

/// <summary>What the guide deletes is all that any folder has installed.</summary>
public sealed partial class UninstallTests
{
    private const string Guide = "docs/guides/operating.md";

    [Fact]
    public async Task The_commands_of_the_guide_delete_what_each_folder_has_installed()
    {
        var section = File.ReadAllText(RepositoryRoot.File(Guide)).Split("\n## Uninstalling\n", 2)[1].Split("\n## ", 2)[0];
        var deleted = new List<string>();
        foreach (Match command in Deletion().Matches(section))
            deleted.AddRange(await NamesAsync(command.Groups["folder"].Value));
        Assert.NotEmpty(deleted);

        // An app of the environment dev is deleted as an app.
        foreach (var folder in LintTests.Folders().Select(one => one.Data).Where(folder => folder != "config/dev"))
        {
            var left = (await NamesAsync(folder)).Except(deleted, StringComparer.Ordinal).Where(name => !IsInADeletedNamespace(name, deleted));
            Assert.True(!left.Any(), $"{Guide} does not delete what {folder} has installed: {string.Join(", ", left)}");
        }
    }

    private static bool IsInADeletedNamespace(string name, List<string> deleted) => deleted.Contains($"Namespace /{name.Split(' ')[1].Split('/')[0]}");

    /// <summary>Kind, namespace and name. The parts of an installation get their namespace from the whole.</summary>
    private static async Task<List<string>> NamesAsync(string folder)
    {
        var objects = (await Manifest.OfFolderAsync(folder)).Objects;
        return [.. objects.Select(one => $"{one["kind"]} {Namespace(one, folder)}/{one["metadata"]!["name"]}")];
    }

    private static string? Namespace(System.Text.Json.Nodes.JsonNode one, string folder) =>
        (string?)one["metadata"]!["namespace"] ?? (IsPart(folder) && InNamespace.Contains((string)one["kind"]!) ? "october-system" : null);

    private static bool IsPart(string folder) => folder is "config/rbac" or "config/manager";

    private static readonly string[] InNamespace = ["ServiceAccount", "Role", "RoleBinding", "Deployment", "PodDisruptionBudget", "NetworkPolicy"];

    [GeneratedRegex(
        "^kubectl delete -k (?<folder>config/[a-z-]+) --ignore-not-found",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Deletion();
}
