using System.Net;
using System.Net.Sockets;

namespace October.EndToEnd;

[Collection(nameof(CommandGroup))]
public sealed class BadInputTests(LocalOctober october)
{
    [Theory]
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
    public async Task What_the_schema_forbids_is_refused_with_field_and_sentence(string spec, string field, string sentence)
    {
        var manifest = $$"""{"apiVersion":"october.dev/v1","kind":"OctoberApp","metadata":{"name":"bad","namespace":"october"},"spec":{{spec}}}""";
        foreach (var mode in new string[][] { ["apply", "-f", "-"], ["apply", "--server-side", "-f", "-"], ["create", "-f", "-"] })
        {
            var answer = await october.KubectlAsync(mode, manifest);
            Assert.NotEqual(0, answer.ExitCode);
            // Server-side apply names an unknown field by its last part only, as a real API server does.
            if (!(mode.Contains("--server-side") && sentence == "unknown field"))
            {
                Assert.Contains(field, answer.Error, StringComparison.Ordinal);
                Assert.Contains(sentence, answer.Error, StringComparison.Ordinal);
            }
        }

        Assert.NotEqual(0, (await october.KubectlAsync("get", "oapp", "bad", "-n", "october")).ExitCode);
    }

    [Theory]
    [InlineData("minimal.yaml")]
    [InlineData("full.yaml")]
    public async Task The_samples_are_accepted(string sample)
    {
        var file = Testing.RepositoryRoot.File($"config/samples/{sample}");
        foreach (var mode in new string[][] { ["apply"], ["apply", "--server-side"], ["create"] })
            (await october.KubectlAsync([.. mode, "--dry-run=server", "-n", "october", "-f", file])).Succeeds();
    }

    [Fact]
    public async Task A_taken_port_is_said_in_one_line_and_nothing_stays_behind()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var data = Directory.CreateTempSubdirectory("october-taken-").FullName;
        await RefusedAsync(data, $"{((IPEndPoint)listener.LocalEndpoint).Port}", "--port", $"{((IPEndPoint)listener.LocalEndpoint).Port}", "--data", data);
    }

    [Fact]
    public Task A_folder_that_cannot_be_written_is_said_in_one_line() =>
        RefusedAsync("/dev/null/x", "/dev/null/x", "--data", "/dev/null/x", "--port", $"{LocalOctober.FreePort()}");

    [Fact]
    public async Task A_broken_manifest_is_said_in_one_line()
    {
        var data = Directory.CreateTempSubdirectory("october-broken-").FullName;
        var file = Path.Combine(data, "broken.yaml");
        await File.WriteAllTextAsync(file, "kind: [", TestContext.Current.CancellationToken);
        await RefusedAsync(data, "broken.yaml", "-f", file, "--data", data, "--port", $"{LocalOctober.FreePort()}");
    }

    [Fact]
    public async Task A_manifest_that_the_api_refuses_is_said_in_one_line_and_nothing_stays_behind()
    {
        var data = Directory.CreateTempSubdirectory("october-refused-").FullName;
        var file = Path.Combine(data, "app.yaml");
        await File.WriteAllTextAsync(
            file,
            "apiVersion: october.dev/v1\nkind: OctoberApp\nmetadata: {name: a, namespace: default}\nspec: {api: {image: x, replicas: -1}, worker: {image: "
                + "y}}\n",
            TestContext.Current.CancellationToken);
        await RefusedAsync(data, "spec.api.replicas", "-f", file, "--data", data, "--port", $"{LocalOctober.FreePort()}");
    }

    private static async Task RefusedAsync(string data, string says, params string[] arguments)
    {
        foreach (var detach in new string[][] { [], ["--detach"] })
        {
            var answer = await LocalOctober.OctoberAsync(["up", .. arguments, .. detach]);
            Assert.NotEqual(0, answer.ExitCode);
            var line = Assert.Single(
                answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("october: ", StringComparison.Ordinal));
            Assert.Contains(says, line, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
            Assert.Empty(LocalOctober.Processes(data));
        }
    }
}
