using System.Text.Json.Nodes;

namespace October.Conformance.Corpus;

/// <summary>
/// Recordings of a real API server, kept outside the repository: <c>OCTOBER_CONFORMANCE_DIR</c>, else <c>../shared/conformance</c> beside it.
/// </summary>
internal static class CorpusFolder
{
    private static string? Root => Environment.GetEnvironmentVariable("OCTOBER_CONFORMANCE_DIR") is { Length: > 0 } named ? named : Beside();

    /// <summary>The scenarios of a kind (<c>http</c>, <c>watch</c>), by name; none when there are no recordings.</summary>
    public static IReadOnlyList<JsonObject> Scenarios(string kind)
    {
        if (Root is not { } root || Path.Combine(root, kind) is var folder && !Directory.Exists(folder))
            return [];
        var only = Environment.GetEnvironmentVariable("OCTOBER_CONFORMANCE_ONLY")?.Split(',');
        return
        [
            .. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)
                .Where(file => only is null || only.Contains(Path.GetFileNameWithoutExtension(file)))
                .Select(file => JsonNode.Parse(File.ReadAllText(file))!.AsObject()),
        ];
    }

    private static string? Beside()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "October.sln")))
                return Path.Combine(directory.FullName, "..", "shared", "conformance");
        }

        return null;
    }
}
