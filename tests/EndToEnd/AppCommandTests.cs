using System.IO.Compression;
using System.Text.Json.Nodes;
using October.EndToEnd.Running;

namespace October.EndToEnd;

/// <summary>The commands about an app, run as a user would on the local cluster.</summary>
[Collection(nameof(CommandGroup))]
public sealed class AppCommandTests(OctoberCluster october)
{
    [LocalFact("an image that answers wrongly")]
    public async Task A_release_is_rolled_back_promoted_and_rolled_back_by_command()
    {
        await october.ResetAsync();
        var status = (await RunAsync("status")).Succeeds();
        Assert.Contains("october/october  Ready", status.Output, StringComparison.Ordinal);
        var good = (string?)JsonNode.Parse((await RunAsync("status", "-o", "json")).Succeeds().Output)!["revisions"]!["current"];

        await october.PatchAsync("""{"spec":{"api":{"image":"october-api:bad-smoke"}}}""");
        await october.SettledAsync("RolledBack");
        Assert.Equal(1, (await RunAsync("status")).ExitCode);
        Assert.Contains("+ api.image: \"october-api:bad-smoke\"", (await RunAsync("diff")).Output, StringComparison.Ordinal);
        Assert.Contains("+ api.image: \"october-api:bad-smoke\"", (await RunAsync("diff", good!)).Output, StringComparison.Ordinal);
        Assert.Equal("no difference", (await RunAsync("diff", "october", good!, good!)).Succeeds().Output.Trim());
        Assert.Contains("api.image", (await RunAsync("history")).Succeeds().Output, StringComparison.Ordinal);

        (await RunAsync("promote")).Succeeds();
        await october.SettledAsync("Ready");
        Assert.Contains("waived its probes", (await RunAsync("status")).Succeeds().Output, StringComparison.Ordinal);

        (await RunAsync("rollback", "--to", good!)).Succeeds();
        var rolledBack = await october.SettledAsync("RolledBack");
        Assert.Equal(good, (string?)rolledBack!["status"]!["revisions"]!["current"]);
        Assert.Equal("october-api:bad-smoke", (string?)rolledBack["spec"]!["api"]!["image"]);
        await october.ResetAsync();
    }

    [Fact]
    public async Task A_rejected_command_fails_with_the_reason()
    {
        await october.ResetAsync();
        var abort = await RunAsync("abort");
        Assert.Equal(1, abort.ExitCode);
        Assert.Contains("no attempt is under way", abort.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suspend_and_resume_change_the_phase()
    {
        await october.ResetAsync();
        (await RunAsync("suspend")).Succeeds();
        await october.SettledAsync("Suspended");
        (await RunAsync("resume")).Succeeds();
        await october.SettledAsync("Ready");
    }

    [LocalFact("the sample with its images")]
    public async Task Rendered_objects_equal_those_on_the_cluster()
    {
        await october.ResetAsync();
        var rendered = (await LocalOctober.OctoberAsync("render", "-f", RepositoryRoot.File("config/samples/octoberapp.yaml"))).Succeeds().Output;
        Assert.DoesNotContain("kind: Secret", rendered, StringComparison.Ordinal);
        foreach (var mode in new string[][] { [], ["--server-side", "--force-conflicts"] })
        {
            var diff = await october.KubectlAsync(["diff", .. mode, "-f", "-"], rendered);
            Assert.True(diff.ExitCode == 0, diff.Output + diff.Error);
        }
    }

    [LocalFact("the log of its operator")]
    public async Task A_diagnosis_contains_objects_and_logs_but_no_secrets()
    {
        await october.ResetAsync();
        var file = Path.Combine(Directory.CreateTempSubdirectory("october-diagnosis-").FullName, "d.zip");
        (await RunAsync("diagnose", "--file", file)).Succeeds();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var password = (string?)
            JsonNode.Parse(await october.OutputAsync("get", "secret", "october-secret", "-n", "october", "-o", "json"))!["data"]!["REDIS_PASSWORD"];
        var plain = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(password!));
        await using var archive = await ZipFile.OpenReadAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains(archive.Entries, entry => entry.FullName == "octoberapp.json");
        Assert.Contains(archive.Entries, entry => entry.FullName.StartsWith("logs/october-api-", StringComparison.Ordinal));
        Assert.Contains(archive.Entries, entry => entry is { FullName: "operator/operator.log", Length: > 0 });
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(TestContext.Current.CancellationToken));
            var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain(plain, text, StringComparison.Ordinal);
            Assert.DoesNotContain(password!, text, StringComparison.Ordinal);
        }
    }

    [LocalFact("the log file of its operator")]
    public async Task The_first_thing_that_the_operator_logs_is_no_warning()
    {
        await october.SettledAsync("Ready");
        using var log = new StreamReader(
            new FileStream(Path.Combine(october.Local.DataDirectory, "operator.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.Contains("\"LogLevel\":\"Information\"", await log.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [LocalFact("it is about the local cluster")]
    public async Task Doctor_finds_nothing_missing_on_the_local_cluster()
    {
        var doctor = (await RunAsync("doctor", "-o", "json")).Succeeds();
        Assert.DoesNotContain(JsonNode.Parse(doctor.Output)!.AsArray(), finding => (string?)finding!["verdict"] == "Missing");
        Assert.Contains(JsonNode.Parse(doctor.Output)!.AsArray(), finding => (string?)finding!["check"] == "IngressClass local");
    }

    [LocalFact("the address of its ingress controller")]
    public async Task Load_reports_rates_and_latencies()
    {
        await october.ResetAsync();
        var load = (
            await LocalOctober.OctoberAsync(
                "load",
                $"http://127.0.0.1:{october.Local.Port}/healthz",
                "-H",
                "Host: api.october.localhost",
                "--duration",
                "1s",
                "--concurrency",
                "2",
                "-o",
                "json")).Succeeds();
        var report = JsonNode.Parse(load.Output)!;
        Assert.Equal(0, (long)report["failures"]!);
        Assert.True((long)report["requests"]! > 0);
        Assert.Equal((long)report["requests"]!, (long)report["answers"]!["200"]!);
    }

    [Fact]
    public async Task A_missing_app_or_kubeconfig_is_a_one_line_error()
    {
        var missing = await RunAsync("status", "nope");
        Assert.Equal(4, missing.ExitCode);
        Assert.Equal("october: there is no OctoberApp nope in namespace october", missing.Error.Trim());
        var nowhere = await LocalOctober.OctoberAsync("status", "--kubeconfig", "/nonexistent/config");
        Assert.Equal(4, nowhere.ExitCode);
        Assert.Single(nowhere.Error.Trim().Split('\n'));
        Assert.Contains("--kubeconfig", nowhere.Error, StringComparison.Ordinal);
    }

    /// <summary>As in <c>october status -w | head -1</c>: nobody reads what comes after the first line, and the app does not change.</summary>
    [LocalFact("a shell that pipes its command")]
    public async Task A_watch_that_nobody_reads_any_more_ends()
    {
        await october.ResetAsync();
        foreach (var output in new[] { "text", "json" })
        {
            var line = $"'{RepositoryRoot.File("october")}' status -w -o {output} -n october --kubeconfig '{october.Kubeconfig}' | head -1";
            var watched = (await Command.RunAsync("timeout", ["120", "bash", "-c", line])).Succeeds();
            Assert.Single(watched.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    private Task<Command> RunAsync(string command, params string[] arguments) =>
        LocalOctober.OctoberAsync([command, .. arguments, "-n", "october", "--kubeconfig", october.Kubeconfig], environment: null);
}
