using October.LocalCluster.Node.OperatingSystem;

namespace October.Cli.Running;

public sealed class SupervisedProcessTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("october-supervised-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_second_end_is_reported_with_the_last_line()
    {
        await using var reaper = new ProcessReaper();
        await using var process = Create(reaper, "sh", "-c", "echo WORKERS must be a number; exit 2");
        process.Start();
        var end = await process.SecondEnd.WaitAsync(Long, TestContext.Current.CancellationToken);
        Assert.StartsWith("exit code 2: WORKERS must be a number; its log is ", end, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_ends_before_it_is_ready_is_an_error_also_when_its_address_answers()
    {
        await using var reaper = new ProcessReaper();
        await using var process = Create(reaper, "sh", "-c", "echo the port is taken; exit 1");
        process.Start();
        await process.SecondEnd.WaitAsync(Long, TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<CliException>(
            () => Readiness.AwaitAsync("the program", process, new Uri("http://127.0.0.1:9/"), Long, TestContext.Current.CancellationToken));
        Assert.StartsWith("the program ends again and again: exit code 1: the port is taken;", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_can_be_taken_away()
    {
        await using var reaper = new ProcessReaper();
        await using var process = new SupervisedProcess(
            ["sh", "-c", "echo \"[$HOME][$ADDED]\"; exit 0"],
            new Dictionary<string, string?> { ["HOME"] = null, ["ADDED"] = "x" },
            Path.Combine(_folder, "log"), reaper, TimeProvider.System);
        process.Start();
        Assert.StartsWith("exit code 0: [][x];", await process.SecondEnd.WaitAsync(Long, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private SupervisedProcess Create(ProcessReaper reaper, params string[] command) =>
        new(command, new Dictionary<string, string?>(), Path.Combine(_folder, "log"), reaper, TimeProvider.System);
}
