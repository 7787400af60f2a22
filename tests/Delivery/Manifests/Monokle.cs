namespace October.Delivery.Manifests;

/// <summary>Monokle's validators: the Pod Security Standards, good practice, and references between objects.</summary>
internal static class Monokle
{
    public static async Task FindsNothingAsync(Manifest manifest) => Assert.Equal("", await RunAsync(manifest));

    /// <returns>A line for each finding: plugin/rule, and the object.</returns>
    public static async Task<string> RunAsync(Manifest manifest)
    {
        // Its own schema validator downloads schemas; a definition's are of no use without it.
        var objects = manifest.Objects.Where(one => (string?)one["kind"] != "CustomResourceDefinition").Select(one => one.ToJsonString());
        var script = RepositoryRoot.File("tests/Delivery/Manifests/monokle.mjs");
        return (await Command.RunAsync("node", [script], input: $"[{string.Join(',', objects)}]")).Succeeds().Output;
    }
}
