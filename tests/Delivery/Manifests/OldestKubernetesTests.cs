namespace October.Delivery.Manifests;

/// <summary>Everything that is installed and everything that the operator creates, by the types of the oldest Kubernetes that is supported.</summary>
public sealed class OldestKubernetesTests
{
    /// <summary>What the samples do not have.</summary>
    private static readonly string[] Redis =
    [
        "{tls: {}}",
        "{tls: {issuerRef: {name: ca}}}",
        "{external: {url: 'rediss://redis.example.com:6380/0'}}",
        "{external: {sentinel: {masterName: shop, addresses: [{host: sentinel-0.example.com}]}}}",
    ];

    [Fact]
    public async Task Every_field_is_known()
    {
        var folder = Directory.CreateTempSubdirectory("october-oldest-").FullName;
        try
        {
            var apps = LintTests.Apps().Select(app => RepositoryRoot.File(app.Data)).ToList();
            foreach (var (redis, i) in Redis.Select((redis, i) => (redis, i)))
            {
                apps.Add(Path.Combine(folder, $"{i}.yaml"));
                await File.WriteAllTextAsync(apps[^1], $$"""
                    apiVersion: october.dev/v1
                    kind: OctoberApp
                    metadata: {name: shop, namespace: shop}
                    spec: {api: {image: "api:v1"}, worker: {image: "worker:v1"}, redis: {{redis}}}
                    """, TestContext.Current.CancellationToken);
            }

            var manifests = new List<Manifest>();
            foreach (var installed in LintTests.Folders())
                manifests.Add(await Manifest.OfFolderAsync(installed.Data));
            foreach (var app in apps)
                manifests.Add(await Manifest.OfAppAsync(app));
            Assert.True(manifests.Sum(manifest => manifest.Objects.Count) > 100);
            Assert.Equal("", await FindAsync(manifests));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(""","stopSignal":"SIGINT" """, "does not exist in type 'Container'")]
    [InlineData(""","ports":[{"containerPort":"http"}] """, "is not assignable to type 'number'")]
    public async Task What_came_later_or_has_another_type_is_found(string field, string finding)
    {
        var pod = Manifest.Parse($$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"c:1"{{{field}}}}]}}
            """);
        var found = await FindAsync([pod]);
        Assert.StartsWith("Pod/a: ", found, StringComparison.Ordinal);
        Assert.Contains(finding, found, StringComparison.Ordinal);
    }

    private static async Task<string> FindAsync(IEnumerable<Manifest> manifests)
    {
        var objects = string.Join(',', manifests.SelectMany(manifest => manifest.Objects).Select(one => one.ToJsonString()));
        return (await Command.RunAsync("node", [RepositoryRoot.File("tests/Delivery/Manifests/oldest.mjs")], input: $"[{objects}]")).Succeeds().Output;
    }
}
