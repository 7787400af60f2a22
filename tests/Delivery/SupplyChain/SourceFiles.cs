namespace October.Delivery.SupplyChain;

/// <summary>Files of the source, without what builds and installations leave among them.</summary>
internal static class SourceFiles
{
    private static readonly string[] Folders = ["benchmarks", "common", "localcluster", "samples", "src", "tests"];

    public static IEnumerable<string> Named(string pattern) =>
        Folders.SelectMany(folder => Directory.EnumerateFiles(RepositoryRoot.File(folder), pattern, SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
                && !path.Contains("/node_modules/", StringComparison.Ordinal));
}
