namespace October.Testing;

/// <summary>Finds the checkout that the tests were built from.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    public static string File(string relative) => System.IO.Path.Combine(Path, relative);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(System.IO.Path.Combine(folder.FullName, "October.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("No October.sln above " + AppContext.BaseDirectory);
    }
}
