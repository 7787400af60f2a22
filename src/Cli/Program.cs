using System.CommandLine;
using October.Cli;
using October.Cli.Apps;
using October.Cli.Commands;
using October.Cli.Completion;
using October.Cli.Diagnosis;
using October.Cli.Down;
using October.Cli.Garnet;
using October.Cli.Load;
using October.Cli.Policies;
using October.Cli.Rendering;
using October.Cli.Up;

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
    CompletionCommand.Create(),
    GarnetCommand.Create(),
};
foreach (var command in AppCommands.Create())
    root.Subcommands.Add(command);
try
{
    return await root.Parse(args)
        .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
}
catch (CliException exception)
{
    await Console.Error.WriteLineAsync($"october: {exception.Message}");
    return 1;
}
catch (HttpRequestException exception)
{
    await Console.Error.WriteLineAsync($"october: cannot reach the API server: {exception.InnerException?.Message ?? exception.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
