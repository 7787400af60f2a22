namespace October.Testing;

/// <summary>Compares text with a committed file. <c>OCTOBER_UPDATE_GOLDEN=1 ./test</c> rewrites the files; review the diff.</summary>
internal static class Golden
{
    public static void Matches(string relativePath, string actual)
    {
        var path = RepositoryRoot.File(relativePath);
        if (Environment.GetEnvironmentVariable("OCTOBER_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{relativePath} is missing; run OCTOBER_UPDATE_GOLDEN=1 ./test and commit it");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
