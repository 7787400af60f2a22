using System.ComponentModel;
using System.Diagnostics;
using October.LocalCluster.ApiServer.Streaming;
using October.LocalCluster.Node.Cgroups;
using October.LocalCluster.Node.Containers;
using October.LocalCluster.Node.Environment;
using October.LocalCluster.Node.OperatingSystem;

namespace October.LocalCluster.Node.Processes;

/// <summary>Runs further commands beside a container's process, with its environment and working directory (<c>kubectl exec</c>).</summary>
internal sealed class ContainerCommand(ContainerProgram program, Func<string, string> localize, ContainerCgroup? cgroup, ProcessReaper reaper)
{
    /// <summary>Constant: the terminal and the program come as arguments. What it starts leads a session with that terminal.</summary>
    private const string TerminalScript = "exec setsid --ctty \"$@\" <\"$0\" >\"$0\" 2>\"$0\"";

    /// <summary>Runs a command to its end and returns its exit code.</summary>
    /// <exception cref="ContainerStartException">There is no such program.</exception>
    public async Task<int> RunAsync(IReadOnlyList<string> command, ProcessStreams streams, CancellationToken cancellationToken)
    {
        var start = ProcessContainer.StartInfo(program with { Arguments = [.. command.Select(localize)] });
        try
        {
            return streams.Tty ? await RunOnTerminalAsync(start, streams, cancellationToken) : await RunOnPipesAsync(start, streams, cancellationToken);
        }
        catch (Win32Exception exception)
        {
            throw new ContainerStartException($"{ContainerStartException.Prefix}exec: \"{command[0]}\": {exception.Message}", exception);
        }
    }

    private async Task<int> RunOnPipesAsync(ProcessStartInfo start, ProcessStreams streams, CancellationToken cancellationToken)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var process = Process.Start(start)!;
        reaper.Add(process.Id);
        cgroup?.Join(process.Id);
        try
        {
            var input = FeedAsync(streams.Stdin, process.StandardInput.BaseStream, ends.Token);
            var output = Task.WhenAll(
                process.StandardOutput.BaseStream.CopyToAsync(streams.Stdout, cancellationToken),
                process.StandardError.BaseStream.CopyToAsync(streams.Stderr, cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            // What it left behind would keep the pipes open.
            ProcessGroup.Kill(process.Id);
            await output;
            await ends.CancelAsync();
            await input;
            return process.ExitCode;
        }
        finally
        {
            ProcessGroup.Kill(process.Id);
            reaper.Remove(process.Id);
        }
    }

    private async Task<int> RunOnTerminalAsync(ProcessStartInfo wanted, ProcessStreams streams, CancellationToken cancellationToken)
    {
        using var terminal = new PseudoTerminal();
        var start = new ProcessStartInfo("/bin/sh")
        {
            UseShellExecute = false,
            WorkingDirectory = wanted.WorkingDirectory,
            ArgumentList = { "-c", TerminalScript, terminal.Path },
        };
        foreach (var argument in wanted.ArgumentList)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (key, value) in wanted.Environment)
            start.Environment[key] = value;
        start.Environment.TryAdd("TERM", "xterm");
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var process = Process.Start(start)!;
        reaper.Add(process.Id);
        cgroup?.Join(process.Id);
        try
        {
            var resizing = ResizeAsync(terminal, streams, ends.Token);
            // Reading blocks a thread of its own until the terminal is closed: FileStream has no other way here.
            var output = Task
                .Factory.StartNew(
                    () => terminal.CopyOutputAsync(streams.Stdout, cancellationToken),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default)
                .Unwrap();
            var input = streams.Stdin is null ? Task.CompletedTask : CopyAsync(streams.Stdin, terminal.Stream, ends.Token);
            await process.WaitForExitAsync(cancellationToken);
            ProcessGroup.Kill(process.Id);
            await output;
            await ends.CancelAsync();
            await Task.WhenAll(input, resizing);
            return process.ExitCode;
        }
        finally
        {
            ProcessGroup.Kill(process.Id);
            reaper.Remove(process.Id);
        }
    }

    private static async Task ResizeAsync(PseudoTerminal terminal, ProcessStreams streams, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var size in streams.Sizes.ReadAllAsync(cancellationToken))
                terminal.Resize(size);
        }
        catch (OperationCanceledException)
        {
            // The command has ended.
        }
    }

    private static async Task FeedAsync(Stream? source, Stream target, CancellationToken cancellationToken)
    {
        await using (target)
        {
            if (source is not null)
                await CopyAsync(source, target, cancellationToken);
        }
    }

    private static async Task CopyAsync(Stream source, Stream target, CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                await target.FlushAsync(cancellationToken);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It does not read to the end, which is its right.
        }
    }
}
