namespace October.LocalCluster.Node.Environment;

public sealed class NodeDirectoriesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("october-node-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_an_earlier_cluster_left_is_removed()
    {
        var directories = new NodeDirectories(Path.Combine(_folder, "cluster"));
        directories.Empty();
        Directory.CreateDirectory(Path.Combine(directories.Root, "pods", "default_shop_1"));
        directories.Empty();
        Assert.Empty(Directory.EnumerateDirectories(directories.Root));
    }

    [Fact]
    public void What_a_continued_cluster_has_no_object_for_is_removed()
    {
        var directories = new NodeDirectories(Path.Combine(_folder, "cluster"));
        directories.Empty();
        var pod = Controllers.Objects.Pod("a");
        var claim = Controllers.Objects.Pod("data");
        string[] kept = [directories.Pod(pod), directories.Claim("default", "data"), Path.Combine(directories.Root, "prometheus")];
        foreach (var path in (string[])[.. kept, directories.Pod(Controllers.Objects.Pod("gone")), directories.Claim("default", "gone")])
            Directory.CreateDirectory(path);

        directories.Retain([pod], [claim]);

        Assert.Equal(
            kept.Order(StringComparer.Ordinal),
            Directory.EnumerateDirectories(directories.Root, "*", SearchOption.AllDirectories)
                .Where(path => Path.GetFileName(path) is not ("pods" or "volumes")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("thesis/chapter1.txt")]
    [InlineData("pods/chapter1.txt")]
    [InlineData(".chapter1.txt")]
    public void A_folder_that_is_not_a_clusters_is_left_as_it_is(string file)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "mine");
        var refused = Assert.Throws<IOException>(() => new NodeDirectories(_folder).Empty());
        Assert.Contains("was not made by a local cluster", refused.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(path));
    }

    /// <summary>Also one to a folder that a cluster has made: the link may have been changed since.</summary>
    [Fact]
    public void A_link_is_not_followed()
    {
        var (real, link) = (Path.Combine(_folder, "real"), Path.Combine(_folder, "link"));
        new NodeDirectories(real).Empty();
        Directory.CreateDirectory(Path.Combine(real, "pods"));
        Directory.CreateSymbolicLink(link, real);
        Assert.Contains("is a link", Assert.Throws<IOException>(() => new NodeDirectories(link).Empty()).Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(real, "pods")));
    }

    [Fact]
    public void What_links_inside_lead_to_is_not_removed()
    {
        var directories = new NodeDirectories(Path.Combine(_folder, "cluster"));
        directories.Empty();
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName, "mine");
        File.WriteAllText(file, "");
        Directory.CreateDirectory(Path.Combine(directories.Root, "volumes"));
        Directory.CreateSymbolicLink(Path.Combine(directories.Root, "volumes", "data"), Path.GetDirectoryName(file)!);
        directories.Empty();
        Assert.True(File.Exists(file));
    }
}
