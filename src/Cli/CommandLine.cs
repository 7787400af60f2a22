using System.CommandLine;
using System.CommandLine.Invocation;
using October.Cli.Apps;
using October.Cli.Commands;
using October.Cli.Completion;
using October.Cli.Dashboard;
using October.Cli.Diagnosis;
using October.Cli.Down;
using October.Cli.Garnet;
using October.Cli.Load;
using October.Cli.Policies;
using October.Cli.Rendering;
using October.Cli.Running;
using October.Cli.Up;
using October.Cli.Usage;

namespace October.Cli;

/// <summary>The whole command: what can be called, and how every error ends.</summary>
internal static class CommandLine
{
    /// <summary>The exit code of a defect of this program, as in sysexits.h.</summary>
    public const int DefectExitCode = 70;

    private const string TraceVariable = "OCTOBER_TRACE";
    private static readonly TimeSpan TerminationLimit = TimeSpan.FromMinutes(2);

    /// <summary>Every command with its options.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("october: run OctoberApps on this machine, and manage them on any cluster.")
        {
            UpCommand.Create(),
            DownCommand.Create(),
            StatusCommand.Create(),
            HistoryCommand.Create(),
            DiffCommand.Create(),
            RenderCommand.Create(),
            NetpolCommand.Create(),
            DoctorCommand.Create(),
            DiagnoseCommand.Create(),
            LoadCommand.Create(),
            DashboardCommand.Create(),
            CompletionCommand.Create(),
            GarnetCommand.Create(),
        };
        foreach (var command in AppCommands.Create())
            root.Subcommands.Add(command);
        UsageErrors.Guard(root);
        return root;
    }

    /// <summary>Carries out one call; an error is one line.</summary>
    /// <returns>The exit code: 2 when the arguments are wrong, 1 for what the user can correct otherwise, or 4 where 1 is an answer.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter errors)
    {
        var parsed = Create().Parse(arguments.Length == 0 ? ["--help"] : arguments);
        // Help and completion deal with half a command line.
        if (parsed.Action is ParseErrorAction)
        {
            await errors.WriteLineAsync(UsageErrors.Describe(parsed));
            return UsageErrors.ExitCode;
        }

        var errorCode = parsed.CommandResult.Command is AnsweringCommand ? AnsweringCommand.ErrorExitCode : 1;
        using var termination = new Termination(TerminationLimit, TimeProvider.System);
        try
        {
            var invoked = parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, termination.Requested);
            return await await Task.WhenAny(invoked, termination.Overdue);
        }
        catch (CliException exception)
        {
            return await FailAsync(errors, errorCode, exception.Message);
        }
        catch (HttpRequestException exception)
        {
            return await FailAsync(errors, errorCode, $"cannot reach the API server: {exception.InnerException?.Message ?? exception.Message}");
        }
        catch (OperationCanceledException) when (termination.Requested.IsCancellationRequested)
        {
            return termination.ExitCode;
        }
        catch (Exception exception) when (Environment.GetEnvironmentVariable(TraceVariable) is null)
        {
            return await FailAsync(errors, DefectExitCode, $"defect: {exception.GetType().Name}: {exception.Message} ({TraceVariable}=1 shows where)");
        }
    }

    private static async Task<int> FailAsync(TextWriter errors, int code, string message)
    {
        await errors.WriteLineAsync($"october: {message.ReplaceLineEndings(" ")}");
        return code;
    }
}
