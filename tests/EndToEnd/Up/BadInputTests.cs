using System.Net;
using System.Net.Sockets;
using October.EndToEnd.Running;

namespace October.EndToEnd.Up;

[Collection(nameof(CommandGroup))]
public sealed class BadInputTests(OctoberCluster october)
{
    [LocalTheory("october up and its processes")]
    [InlineData("""{"api":{"image":"a","replicas":-1},"worker":{"image":"b"}}""", "spec.api.replicas", "greater than or equal to 0")]
    [InlineData(
        """{"api":{"image":"a"},"worker":{"image":"b"},"autoscaling":{"api":{"minReplicas":5,"maxReplicas":2}}}""",
        "spec.autoscaling.api.minReplicas",
        "minReplicas must not be greater than maxReplicas")]
    [InlineData(
        """{"api":{"image":"a","resources":{"limits":{"memory":"lots"}}},"worker":{"image":"b"}}""", "spec.api.resources.limits.memory", "should match")]
    [InlineData("""{"api":{},"worker":{"image":"b"}}""", "spec.api.image", "Required value")]
    [InlineData("""{"api":{"image":"a"},"worker":{"image":"b"},"rollout":{"bakeTime":"soon"}}""", "spec.rollout.bakeTime", "should match")]
    [InlineData("""{"api":{"image":"a","imagge":"x"},"worker":{"image":"b"}}""", "spec.api.imagge", "unknown field")]
    public async Task An_invalid_spec_is_refused_with_the_field_and_the_reason(string spec, string field, string reason)
    {
        var manifest = $$"""{"apiVersion":"october.dev/v1","kind":"OctoberApp","metadata":{"name":"bad","namespace":"october"},"spec":{{spec}}}""";
        foreach (var mode in new string[][] { ["apply", "-f", "-"], ["apply", "--server-side", "-f", "-"], ["create", "-f", "-"] })
        {
            var result = await october.KubectlAsync(mode, manifest);
            Assert.NotEqual(0, result.ExitCode);
            // Server-side apply names an unknown field by its last part only, as a real API server does.
            if (!(mode.Contains("--server-side") && reason == "unknown field"))
            {
                Assert.Contains(field, result.Error, StringComparison.Ordinal);
                Assert.Contains(reason, result.Error, StringComparison.Ordinal);
            }
        }

        Assert.NotEqual(0, (await october.KubectlAsync("get", "oapp", "bad", "-n", "october")).ExitCode);
    }

    [LocalTheory("october up and its processes")]
    [InlineData("minimal.yaml")]
    [InlineData("full.yaml")]
    public async Task The_samples_are_accepted(string sample)
    {
        var file = Testing.RepositoryRoot.File($"config/samples/{sample}");
        foreach (var mode in new string[][] { ["apply"], ["apply", "--server-side"], ["create"] })
            (await october.KubectlAsync([.. mode, "--dry-run=server", "-n", "october", "-f", file])).Succeeds();
    }

    [LocalFact("october up and its processes")]
    public async Task A_port_in_use_is_a_one_line_error_and_leaves_no_process()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var data = Directory.CreateTempSubdirectory("october-taken-").FullName;
        await FailsAsync(data, $"{((IPEndPoint)listener.LocalEndpoint).Port}", "--port", $"{((IPEndPoint)listener.LocalEndpoint).Port}", "--data", data);
    }

    [LocalFact("october up and its processes")]
    public Task A_folder_that_cannot_be_written_is_a_one_line_error() =>
        FailsAsync("/dev/null/x", "/dev/null/x", "--data", "/dev/null/x", "--port", $"{LocalOctober.FreePort()}");

    [LocalFact("october up and its processes")]
    public async Task An_invalid_manifest_is_a_one_line_error()
    {
        var data = Directory.CreateTempSubdirectory("october-broken-").FullName;
        var file = Path.Combine(data, "broken.yaml");
        await File.WriteAllTextAsync(file, "kind: [", TestContext.Current.CancellationToken);
        await FailsAsync(data, "broken.yaml", "-f", file, "--data", data, "--port", $"{LocalOctober.FreePort()}");
    }

    [LocalFact("october up and its processes")]
    public async Task A_manifest_that_the_API_server_refuses_is_a_one_line_error_and_leaves_no_process()
    {
        var data = Directory.CreateTempSubdirectory("october-refused-").FullName;
        var file = Path.Combine(data, "app.yaml");
        await File.WriteAllTextAsync(
            file,
            "apiVersion: october.dev/v1\nkind: OctoberApp\nmetadata: {name: a, namespace: default}\nspec: {api: {image: x, replicas: -1}, worker: {image: "
                + "y}}\n",
            TestContext.Current.CancellationToken);
        await FailsAsync(data, "spec.api.replicas", "-f", file, "--data", Path.Combine(data, "cluster"), "--port", $"{LocalOctober.FreePort()}");
    }

    private static async Task FailsAsync(string data, string expected, params string[] arguments)
    {
        foreach (var detach in new string[][] { [], ["--detach"] })
        {
            var result = await LocalOctober.OctoberAsync(["up", .. arguments, .. detach]);
            Assert.NotEqual(0, result.ExitCode);
            var line = Assert.Single(
                result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("october: ", StringComparison.Ordinal));
            Assert.Contains(expected, line, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
            Assert.Empty(LocalOctober.Processes(data));
        }
    }
}
