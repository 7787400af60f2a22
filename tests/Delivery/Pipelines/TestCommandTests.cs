namespace October.Delivery.Pipelines;

/// <summary>The command <c>./test</c>, and what the pipelines do for it.</summary>
public sealed class TestCommandTests : IDisposable
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    // Other users need not be able to read a checkout, nor to run what its owner has installed.
    private readonly string _folder = Directory.CreateTempSubdirectory("october-test-").FullName;

    /// <summary>Runners are no root, and the tests listen on port 80.</summary>
    [Fact]
    public void A_job_that_runs_tests_lets_everybody_listen_on_port_80()
    {
        var jobs = Directory.EnumerateFiles(RepositoryRoot.File(".github/workflows"))
            .SelectMany(file => Workflow.Jobs(file).Select(job => (Name: $"{Path.GetFileName(file)}: {job.Key}", Text: job.Value)))
            .Where(job => job.Text.Split('\n').Any(RunsTests)).ToList();

        Assert.Equal(["ci.yml: coverage", "ci.yml: test", "e2e.yml: kind"], jobs.Select(job => job.Name).Order(StringComparer.Ordinal));
        Assert.All(jobs, job => Assert.Contains(" sudo sysctl -w net.ipv4.ip_unprivileged_port_start=80\n", job.Text, StringComparison.Ordinal));
    }

    /// <summary>On a cluster of somebody's nothing listens here.</summary>
    [Fact]
    public async Task Whoever_may_not_listen_on_port_80_may_test_a_cluster_of_theirs()
    {
        File.SetUnixFileMode(_folder, Everybody);
        var text = await File.ReadAllTextAsync(RepositoryRoot.File("test"), TestContext.Current.CancellationToken);
        string[] test = [Put("test", text), "--kubeconfig", "/nonexistent"];
        Put("dotnet", "#!/bin/sh");
        Put("kubectl", "#!/bin/sh");
        var environment = new Dictionary<string, string> { ["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}" };
        var run = Environment.IsPrivilegedProcess
            ? await Command.RunAsync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", .. test], environment)
            : await Command.RunAsync(test[0], test[1..], environment);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("test: there is no kubeconfig '/nonexistent'\n", run.Error);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Put(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, Everybody);
        return path;
    }

    private static bool RunsTests(string line)
    {
        var command = line.Trim().TrimStart('-', ' ').Replace("run: ", "", StringComparison.Ordinal);
        string[] scripts = [".github/scripts/coverage", ".github/scripts/kind-test"];
        return command.Split(' ')[0] == "./test" || scripts.Contains(command.Split(' ')[0]);
    }
}
