using System.CommandLine;
using October.Cli;
using October.Cli.Down;
using October.Cli.Garnet;
using October.Cli.Up;

var root = new RootCommand("october: run OctoberApps on this machine, and look after them on any cluster.")
{
    UpCommand.Create(),
    DownCommand.Create(),
    GarnetCommand.Create(),
};
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
}
catch (CliException error)
{
    await Console.Error.WriteLineAsync($"october: {error.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
