namespace October.Cli.Running;

public sealed class RunStateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("october-test-").FullName;

    [Fact]
    public void A_running_process_is_found()
    {
        var state = new RunState(Environment.ProcessId, ProcessTable.StartTicks(Environment.ProcessId)!.Value, "http://x", 8080);
        state.Write(_folder);
        Assert.Equal(state, RunState.Find(_folder));
    }

    [Fact]
    public void A_later_process_with_the_same_id_is_not_found()
    {
        new RunState(Environment.ProcessId, 1, null, 8080).Write(_folder);
        Assert.Null(RunState.Find(_folder));
    }

    [Fact]
    public void A_partial_file_means_that_nothing_is_running()
    {
        File.WriteAllText(RunState.PathIn(_folder), "{\"proc");
        Assert.Null(RunState.Find(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
