using System.Diagnostics;
using October.EndToEnd.Running;

namespace October.EndToEnd.Up;

[Collection(nameof(OwnClusterGroup))]
public sealed class InterruptTests
{
    private static readonly string[] Traces = ["up.json", "kubeconfig", "operator.kubeconfig"];

    /// <summary>The start is interrupted as soon as this file is there: in the same moment, so before the next step has been taken.</summary>
    [LocalTheory("october up and its processes")]
    [InlineData("")]
    [InlineData("cluster")]
    [InlineData("kubeconfig")]
    [InlineData("kubeconfig", "TERM", 143)]
    [InlineData("kubeconfig", "HUP", 129)]
    [InlineData("up.json")]
    [InlineData("operator.kubeconfig")]
    [InlineData("cluster/volumes")]
    public async Task Ctrl_C_in_the_middle_of_a_start_leaves_no_process_and_no_state(string file, string signal = "INT", int exitCode = 130)
    {
        var data = Path.Combine(Directory.CreateTempSubdirectory("october-interrupted-").FullName, "my data");
        using var up = Process.Start(
            // Where the tests run in the background of a shell, programs inherit that the signal is ignored.
            new ProcessStartInfo(
                "env",
                [$"--default-signal={signal}", RepositoryRoot.File("october"), "up", "--data", data, "--port", $"{LocalOctober.FreePort()}"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var (output, error) = (up.StandardOutput.ReadToEndAsync(), up.StandardError.ReadToEndAsync());

        const string AsSoonAs = "until [ -e \"$1\" ]; do kill -0 $2 || exit; done; kill -$3 $2";
        (await Command.RunAsync("bash", ["-c", AsSoonAs, "bash", Path.Combine(data, file), $"{up.Id}", signal])).Succeeds();
        await up.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(up.ExitCode == 0 || up.ExitCode == exitCode, $"exit code {up.ExitCode}: {await error}");
        Assert.DoesNotContain("   at ", await output + await error, StringComparison.Ordinal);
        Assert.Empty(LocalOctober.Processes(data));
        Assert.DoesNotContain(Traces, trace => File.Exists(Path.Combine(data, trace)));
        Directory.Delete(Path.GetDirectoryName(data)!, recursive: true);
    }
}
