namespace October.Cli.Apps;

/// <summary>Splits positional arguments into an app's name, which is optional, and the revisions after it. Pure.</summary>
internal static class AppArguments
{
    /// <summary>The first argument is the app when one has that name; otherwise all are revisions of the only app.</summary>
    /// <exception cref="CliException">There is no such app, or there are several; the message lists them.</exception>
    public static (string App, IReadOnlyList<string> Revisions) Split(IReadOnlyList<string> apps, IReadOnlyList<string> arguments, string ns) =>
        arguments is [{ } first, ..] && apps.Contains(first) ? (first, [.. arguments.Skip(1)]) : apps switch
        {
            [var only] => (only, arguments),
            [] => throw new CliException($"namespace {ns} has no OctoberApp; list every namespace with: kubectl get oapp -A"),
            _ when arguments.Count > 0 => throw new CliException($"namespace {ns} has no OctoberApp {arguments[0]}; name one of {string.Join(", ", apps)}"),
            _ => throw new CliException($"namespace {ns} has {apps.Count} OctoberApps; name one of {string.Join(", ", apps)}"),
        };
}
