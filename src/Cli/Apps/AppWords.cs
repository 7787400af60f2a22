namespace October.Cli.Apps;

/// <summary>Tells an app's name from the revisions after it, where the name may be left out. Pure.</summary>
internal static class AppWords
{
    /// <summary>The first word is the app when there is one of that name; otherwise all are revisions of the only app.</summary>
    /// <exception cref="CliException">No app is meant, or several could be; the message says which there are.</exception>
    public static (string App, IReadOnlyList<string> Revisions) Split(IReadOnlyList<string> apps, IReadOnlyList<string> words, string ns) =>
        words is [{ } first, ..] && apps.Contains(first) ? (first, [.. words.Skip(1)]) : apps switch
        {
            [var only] => (only, words),
            [] => throw new CliException($"namespace {ns} has no OctoberApp; look in all with: kubectl get oapp -A"),
            _ when words.Count > 0 => throw new CliException($"namespace {ns} has no OctoberApp {words[0]}; name one of {string.Join(", ", apps)}"),
            _ => throw new CliException($"namespace {ns} has {apps.Count} OctoberApps; name one of {string.Join(", ", apps)}"),
        };
}
