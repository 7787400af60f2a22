using System.Diagnostics;

namespace October.Operator.Desired.Monitoring;

/// <summary>The real promtool on files in a folder of their own.</summary>
internal static class Promtool
{
    /// <summary>Runs a command on a file with this text, beside the others.</summary>
    /// <returns>Its exit code, and what it printed on both streams.</returns>
    public static async Task<(int Code, string Output)> RunAsync(string[] command, string text, params (string Name, string Text)[] others)
    {
        var token = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("promtool-").FullName;
        try
        {
            foreach (var (name, content) in others.Append(("input.yaml", text)))
                await File.WriteAllTextAsync(Path.Combine(folder, name), content, token);
            using var promtool = Process.Start(
                new ProcessStartInfo("promtool", [.. command, "input.yaml"])
                {
                    WorkingDirectory = folder,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                })!;
            var errors = promtool.StandardError.ReadToEndAsync(token);
            var output = await promtool.StandardOutput.ReadToEndAsync(token);
            await promtool.WaitForExitAsync(token);
            return (promtool.ExitCode, output + await errors);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
