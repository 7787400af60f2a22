namespace October.Testing;

/// <summary>The pages that are beside what they are about.</summary>
internal static class Readmes
{
    /// <summary>Their paths from the root.</summary>
    public static IEnumerable<string> Paths() =>
        ((string[])["localcluster", "samples", "src", "templates"])
            .SelectMany(folder => Directory.EnumerateFiles(RepositoryRoot.File(folder), "README.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(RepositoryRoot.Path, path))
            .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal));
}
