namespace October.Runtime.Hosting;

public sealed class KubeconfigsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("october-kubeconfigs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_variable_counts_before_the_standard_file_and_what_is_missing_or_empty_in_it_is_skipped()
    {
        var (first, second, standard) = (Write("first", "a"), Write("second", "b"), Write("standard", "c"));
        var missing = Path.Combine(_folder, "missing");

        Assert.Equal([first, second], Kubeconfigs.Find(null, $":{missing}:{first}::{second}:", standard));
        Assert.Equal([standard], Kubeconfigs.Find(null, "", standard));
        Assert.Equal([standard], Kubeconfigs.Find(null, null, standard));
        Assert.Empty(Kubeconfigs.Find(null, missing, standard));
        Assert.Equal([missing], Kubeconfigs.Find(missing, first, standard));
    }

    [Theory]
    [InlineData(null, "https://a.example/")]
    [InlineData("a", "https://a.example/")]
    [InlineData("b", "https://b.example/")]
    public void A_context_of_any_of_the_files_can_be_chosen(string? context, string host)
    {
        var configuration = Kubeconfigs.Read([Write("first", "a"), Write("second", "b")], context);
        Assert.Equal(host, new Uri(configuration.Host).ToString());
    }

    [Fact]
    public void Of_two_clusters_of_one_name_the_first_counts_and_paths_are_those_of_each_file()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "other"));
        File.WriteAllText(Path.Combine(_folder, "other", "key"), "");
        var other = Write("other/config", "b", ", client-certificate: cert, client-key: key");
        var same = Write("same", "b");

        var configuration = Kubeconfigs.Read([Write("first", "a"), other, same], "b");

        Assert.Equal(Path.Combine(_folder, "other", "key"), configuration.ClientKeyFilePath);
    }

    private string Write(string file, string name, string credentials = "")
    {
        var path = Path.Combine(_folder, file);
        File.WriteAllText(
            path,
            $"apiVersion: v1\nkind: Config\nclusters: [{{name: {name}, cluster: {{server: \"https://{name}.example\"}}}}]\n"
                + $"users: [{{name: {name}, user: {{token: t{credentials}}}}}]\n"
                + $"contexts: [{{name: {name}, context: {{cluster: {name}, user: {name}}}}}]\ncurrent-context: {name}\n");
        return path;
    }
}
