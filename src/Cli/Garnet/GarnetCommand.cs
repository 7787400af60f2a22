using System.CommandLine;
using System.Diagnostics;

namespace October.Cli.Garnet;

/// <summary>Runs garnet-server on a machine without redis-server. Started by the local image of redis, hidden from users.</summary>
internal static class GarnetCommand
{
    public static Command Create()
    {
        var rest = new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("garnet", "Runs garnet-server with redis-server's arguments.") { rest };
        command.Hidden = true;
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, _) =>
        {
            var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Installation.Root };
            foreach (
                var argument in (string[])
                    [
                        "tool",
                        "run",
                        "--allow-roll-forward",
                        "garnet-server",
                        "--",
                        .. GarnetArguments.From([.. parsed.GetValue(rest) ?? [], .. parsed.UnmatchedTokens]),
                    ]
            )
                start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            // Signals go to the whole process group; this process waits for garnet-server to exit.
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode;
        });
        return command;
    }
}
