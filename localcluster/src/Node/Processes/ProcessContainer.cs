using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Streaming;
using October.LocalCluster.Node.Cgroups;
using October.LocalCluster.Node.Containers;
using October.LocalCluster.Node.Environment;
using October.LocalCluster.Node.OperatingSystem;
using IContainer = October.LocalCluster.Node.Containers.IContainer;

namespace October.LocalCluster.Node.Processes;

/// <summary>A container that is a local process, leader of a session and process group of its own.</summary>
internal sealed class ProcessContainer : IContainer
{
    /// <summary>Fixed text: files and program come as arguments. A shell that cannot enter is moved after its start.</summary>
    private const string Join = """
        until [ "$1" = -- ]; do { echo $$ > "$1"; } 2> /dev/null; shift; done; shift; exec "$@"
        """;

    private readonly Process _process;
    private readonly int _groupId;
    private readonly ContainerActions _actions;
    private readonly ContainerCommand _command;
    private readonly ContainerCgroup? _cgroup;
    private readonly bool _keepsInput;
    private int _ended;

    private ProcessContainer(
        Process process,
        ContainerLog log,
        ContainerActions actions,
        ContainerCommand command,
        ContainerCgroup? cgroup,
        bool keepsInput,
        ProcessReaper reaper,
        TimeProvider time)
    {
        _process = process;
        _groupId = process.Id;
        _cgroup = cgroup;
        (_actions, _command, _keepsInput) = (actions, command, keepsInput);
        reaper.Add(_groupId);
        cgroup?.Join(_groupId);
        Id = $"process://{_groupId}-{Guid.CreateVersion7():N}";
        Exit = WaitAsync(log, reaper, time);
    }

    public string Id { get; }

    public Task<ContainerExit> Exit { get; }

    /// <summary>The session that the container leads; null when it has ended.</summary>
    public int? Session => Volatile.Read(ref _ended) == 1 ? null : _groupId;

    /// <exception cref="ContainerStartException">The program does not exist or may not be executed.</exception>
    public static ProcessContainer Start(
        ContainerProgram program,
        ContainerLog log,
        ContainerActions actions,
        ContainerCommand command,
        ContainerCgroup? cgroup,
        bool keepsInput,
        ProcessReaper reaper,
        TimeProvider time)
    {
        try
        {
            var process = Process.Start(Joining(StartInfo(program), cgroup)) ?? throw new ContainerStartException($"{program.Arguments[0]} did not start");
            return new ProcessContainer(process, log, actions, command, cgroup, keepsInput, reaper, time);
        }
        catch (Win32Exception exception)
        {
            throw new ContainerStartException($"unable to start container process: exec: \"{program.Arguments[0]}\": {exception.Message}", exception);
        }
    }

    public Task<ProbeResult> ProbeAsync(JsonObject action, TimeSpan timeout, CancellationToken cancellationToken) =>
        _actions.RunAsync(action, timeout, cancellationToken);

    public async Task<int> ExecAsync(IReadOnlyList<string> command, ProcessStreams streams, CancellationToken cancellationToken)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = _command.RunAsync(command, streams, ends.Token);
        if (await Task.WhenAny(running, Exit) != running)
            await ends.CancelAsync();
        return await running;
    }

    public async Task FeedAsync(Stream input, CancellationToken cancellationToken)
    {
        if (!_keepsInput)
            return;
        try
        {
            await input.CopyToAsync(_process.StandardInput.BaseStream, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended, or closed its input.
        }
    }

    public bool TryLimit(JsonObject resources) => _cgroup?.TryLimit(resources) != false;

    public void Terminate() => Signal(ProcessGroup.Terminate);

    public void Kill() => Signal(ProcessGroup.Kill);

    /// <summary>A process that starts with <c>setsid</c>, with pipes for its output and nothing to read.</summary>
    public static ProcessStartInfo StartInfo(ContainerProgram program)
    {
        var executable = ExecutablePath.Find(program.Arguments[0])
            ?? throw ContainerStartException.NotFound(program.Arguments[0]);
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = program.WorkingDirectory,
        };
        foreach (var argument in program.User?.Arguments ?? [])
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add(executable);
        foreach (var argument in program.Arguments.Skip(1))
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        start.Environment["PATH"] = ExecutablePath.SearchPath;
        start.Environment["HOME"] = program.WorkingDirectory;
        // Where the machine keeps a runtime that is not in the usual place.
        if (System.Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } runtime)
            start.Environment["DOTNET_ROOT"] = runtime;
        foreach (var (key, value) in program.Environment)
            start.Environment[key] = value;
        return start;
    }

    /// <summary>
    /// The same in its control group from the beginning: memory that a program takes before it is moved there counts elsewhere for as long as it is used.
    /// </summary>
    private static ProcessStartInfo Joining(ProcessStartInfo start, ContainerCgroup? cgroup)
    {
        if (cgroup is null)
            return start;
        string[] before = ["sh", "-c", Join, "sh", .. cgroup.ProcessFiles, "--"];
        for (var i = 0; i < before.Length; i++)
            start.ArgumentList.Insert(i, before[i]);
        return start;
    }

    private void Signal(Action<int> signal)
    {
        if (Volatile.Read(ref _ended) == 0)
            signal(_groupId);
    }

    private async Task<ContainerExit> WaitAsync(ContainerLog log, ProcessReaper reaper, TimeProvider time)
    {
        if (!_keepsInput)
            _process.StandardInput.Close();
        var output = Task.WhenAll(log.CopyAsync(_process.StandardOutput, "stdout"), log.CopyAsync(_process.StandardError, "stderr"));
        await _process.WaitForExitAsync();
        var exit = new ContainerExit(_process.ExitCode, time.GetUtcNow()) { OutOfMemory = _cgroup?.WasOutOfMemory == true };
        Volatile.Write(ref _ended, 1);
        // What it left behind goes with it.
        ProcessGroup.Kill(_groupId);
        if (_cgroup is not null)
            await _cgroup.RemoveAsync();
        reaper.Remove(_groupId);
        await output;
        log.Dispose();
        _process.Dispose();
        return exit;
    }
}
