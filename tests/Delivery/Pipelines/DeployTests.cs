namespace October.Delivery.Pipelines;

/// <summary>The script deploy beside an API server that refuses, fails, answers late or lies; a real one is in the end-to-end tests.</summary>
public sealed class DeployTests : IDisposable
{
    private const string App = """{"kind":"OctoberApp","metadata":{"namespace":"shops","name":"shop","generation":2},"status":""";
    private readonly Script _script = new();

    [Fact]
    public async Task It_ends_when_the_app_is_Ready_at_the_generation_that_was_applied()
    {
        // Ready of the generation before, then progressing, then Ready.
        Put("", Seen(
            """{"phase":"Ready","observedGeneration":1}""", """{"phase":"Progressing","observedGeneration":2,"message":"Rolling out"}""",
            """{"phase":"Ready","observedGeneration":2}"""));
        var deployed = (await RunAsync()).Succeeds();
        Assert.Equal("shops/shop  Ready  \nshops/shop  Progressing  Rolling out\nshops/shop  Ready  \n", deployed.Output);
    }

    [Theory]
    [InlineData("RolledBack")]
    [InlineData("Failed")]
    public async Task A_version_that_failed_is_an_error_with_its_cause(string phase)
    {
        Put("", Seen($$$"""{"phase":"{{{phase}}}","observedGeneration":2,"failed":{"message":"smoke probe add expected 5, got 6"}}"""));
        var deployed = await RunAsync();
        Assert.Equal(3, deployed.ExitCode);
        Assert.Contains($"shops/shop is {phase}: smoke probe add expected 5, got 6", deployed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_is_not_Ready_in_time_is_an_error_with_its_phase()
    {
        Put("", Seen("""{"phase":"Verifying","observedGeneration":2,"message":"probe add"}"""));
        var deployed = await RunAsync("0");
        Assert.Equal(4, deployed.ExitCode);
        Assert.Contains("was not Ready within 0 s: Verifying probe add", deployed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?")]
    [InlineData("Unable to connect to the server: net/http: TLS handshake timeout")]
    [InlineData("Error from server (ServiceUnavailable): the server is currently unable to handle the request")]
    public async Task A_cluster_that_cannot_be_reached_is_tried_three_times(string error)
    {
        Put(Fails(error, times: 2), Seen("""{"phase":"Ready","observedGeneration":2}"""));
        var deployed = (await RunAsync()).Succeeds();
        Assert.Contains("try 2 of 3", deployed.Error, StringComparison.Ordinal);

        Put(Fails(error, times: 3), "");
        Assert.Equal(5, (await RunAsync()).ExitCode);
    }

    [Fact]
    public async Task What_the_API_server_refuses_is_not_tried_again()
    {
        Put(Fails("The OctoberApp \"shop\" is invalid: spec.api: Required value", times: 9), "");
        var deployed = await RunAsync();
        Assert.Equal(3, deployed.ExitCode);
        Assert.Contains("spec.api: Required value", deployed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("try ", deployed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_without_an_app_and_wrong_arguments_are_usage_errors()
    {
        _script.Put("kubectl", """echo '{"kind":"ConfigMap","metadata":{"name":"a"}}'""");
        Assert.Equal(2, (await RunAsync()).ExitCode);
        Assert.Equal(2, (await RunAsync("soon")).ExitCode);
        Assert.Equal(2, (await _script.RunAsync("deploy", [])).ExitCode);
        Assert.Equal(2, (await _script.RunAsync("deploy", ["/no/such/file"])).ExitCode);
    }

    public void Dispose() => _script.Dispose();

    private Task<Command> RunAsync(string seconds = "60") => _script.RunAsync("deploy", ["-", seconds], input: "kind: OctoberApp");

    private void Put(string apply, string get)
    {
        File.Delete(Path.Combine(_script.Folder, "count"));
        _script.Put("kubectl", $$$"""
            count=$(($(cat "$STATE/count" 2>/dev/null || echo 0) + 1))
            echo "$count" >"$STATE/count"
            case "$1" in
              apply)
                {{{apply}}}
                echo 0 >"$STATE/count"
                echo '{"kind":"List","items":[{"kind":"Namespace","metadata":{"name":"shops"}},{{{App}}}{}}]}'
                ;;
              get)
                {{{get}}}
                ;;
            esac
            """);
    }

    private static string Fails(string error, int times) => $$"""[ "$count" -gt {{times}} ] || { echo '{{error}}' >&2; exit 1; }""";

    /// <summary>The status at each look; the last one stays.</summary>
    private static string Seen(params string[] statuses)
    {
        var looks = statuses.Select((status, index) => $"[ \"$count\" != {index + 1} ] || {{ echo '{App}{status}}}'; exit 0; }}\n");
        return $"{string.Concat(looks)}echo '{App}{statuses[^1]}}}'";
    }
}
