using System.CommandLine;
using System.Diagnostics;

namespace October.Cli.Garnet;

/// <summary>Runs garnet-server on a machine without redis-server. Started by the local image of redis, hidden from users.</summary>
internal static class GarnetCommand
{
    public static Command Create()
    {
        var assembly = new Argument<string>("assembly");
        var rest = new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("garnet", "Runs garnet-server with redis-server's arguments.") { assembly, rest };
        command.Hidden = true;
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var arguments = GarnetArguments.From([.. parsed.GetValue(rest) ?? [], .. parsed.UnmatchedTokens]);
            using var process = Process.Start(
                new ProcessStartInfo("dotnet", ["exec", "--roll-forward", "Major", parsed.GetRequiredValue(assembly), .. arguments]))!;
            // Signals go to the whole process group; this process waits for garnet-server to exit.
            await process.WaitForExitAsync(CancellationToken.None);
            // It says 0 even when it could not start.
            return process.ExitCode != 0 || cancellationToken.IsCancellationRequested ? process.ExitCode : 1;
        });
        return command;
    }
}
