using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using October.Cli.Apps;

namespace October.Cli.Diagnosis;

/// <summary><c>october diagnose</c>.</summary>
internal static class DiagnoseCommand
{
    public static Command Create()
    {
        var options = new AppOptions();
        var file = new Option<string?>("--file", "-f") { Description = "The archive to write. Default: <app>-diagnosis-<time>.zip here." };
        var command = new Command("diagnose", """
            Writes one archive for troubleshooting an app: the resource, its objects, events and logs, and the operator's log.
            Secrets are never read, and values of fields with names like password or token are redacted.

            Example: october diagnose shop -n prod
            """)
        {
            file,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await options.OpenAsync(parsed, cancellationToken);
            var time = TimeProvider.System.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
            var path = Path.GetFullPath(parsed.GetValue(file) ?? $"{session.Name}-diagnosis-{time}.zip");
            try
            {
                // It has logs, whatever is in them.
                await using var stream = new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                });
                await using var archive = new ZipArchive(stream, ZipArchiveMode.Create);
                await DiagnosticArchive.WriteAsync(
                    session, options.Kubeconfig(parsed), archive, text => Console.Error.WriteLine($"  {text}"), cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new CliException($"cannot write {path}: {exception.Message}", exception);
            }

            Console.WriteLine(path);
            return 0;
        });
        return command;
    }
}
