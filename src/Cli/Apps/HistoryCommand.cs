using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using October.Cli.Cluster;
using October.Crd.Status;
using Spectre.Console;

namespace October.Cli.Apps;

/// <summary><c>october history</c>.</summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        var options = new AppOptions();
        var output = OutputOption.Create();
        var command = new Command("history", """
            Lists the attempts of an app, newest first: who, when, how long, the outcome, and what it changed of what served before.

            Examples:
              october history shop
              october history shop -o json
            """)
        {
            output,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await options.OpenAsync(parsed, cancellationToken);
            var app = await session.ReadAsync(cancellationToken);
            var revisions = (await session.RevisionsAsync(cancellationToken)).ToDictionary(revision => revision.Metadata.Name);
            var history = app.Status?.History ?? [];
            var rows = history.Select((entry, i) => new Row(entry, Changes(entry, ServedBefore(history, i)))).ToList();
            Write(rows, parsed.GetValue(output) == "json");
            return 0;

            IReadOnlyList<SpecChange>? Changes(HistoryEntry entry, HistoryEntry? before) =>
                before?.Revision is { } old
                && revisions.TryGetValue(old, out var from)
                && entry.Revision is { } current
                && revisions.TryGetValue(current, out var to)
                    ? SpecDiff.Between(RevisionNames.Spec(from), RevisionNames.Spec(to))
                    : null;
        });
        return command;
    }

    /// <summary>The attempt whose revision served when this one began: the newest one before it that succeeded, for what failed was rolled back.</summary>
    internal static HistoryEntry? ServedBefore(IEnumerable<HistoryEntry> newestFirst, int index) =>
        newestFirst.Skip(index + 1).FirstOrDefault(entry => entry is { Outcome: "Succeeded", Revision: not null });

    private static void Write(List<Row> rows, bool json)
    {
        if (json)
        {
            Console.WriteLine(new JsonArray([.. rows.Select(Json)]).ToJsonString());
            return;
        }

        if (rows.Count == 0)
        {
            Console.WriteLine("no attempt has ended yet");
            return;
        }

        var table = new Table().Border(TableBorder.None).AddColumns("REVISION", "ACTION", "OUTCOME", "REASON", "STARTED", "TOOK", "BY", "CHANGED");
        foreach (var (entry, changes) in rows)
        {
            table.AddRow(new[]
            {
                entry.Revision ?? "?", entry.Action ?? "", entry.Outcome ?? "", entry.Reason ?? "",
                entry.StartedAt?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "?",
                Duration(entry), entry.By ?? "", Summary(changes),
            }.Select(text => (Spectre.Console.Rendering.IRenderable)new Text(text)));
        }

        Terminal.Table(table);
    }

    private static string Duration(HistoryEntry entry) =>
        entry is { StartedAt: { } start, CompletedAt: { } end } ? Ages.Of(end - start) : "?";

    private static string Summary(IReadOnlyList<SpecChange>? changes) => changes switch
    {
        null => "",
        [] => "nothing",
        { Count: > 3 } => $"{string.Join(", ", changes.Take(3).Select(change => change.Path))} and {changes.Count - 3} more",
        _ => string.Join(", ", changes.Select(change => change.Path)),
    };

    private static JsonObject Json(Row row) => new()
    {
        ["revision"] = row.Entry.Revision,
        ["generation"] = row.Entry.Generation,
        ["by"] = row.Entry.By,
        ["action"] = row.Entry.Action,
        ["outcome"] = row.Entry.Outcome,
        ["reason"] = row.Entry.Reason,
        ["images"] = new JsonArray([.. (row.Entry.Images ?? []).Select(image => JsonValue.Create(image))]),
        ["probes"] = row.Entry.Probes is null
            ? null
            : new JsonArray([
                .. row.Entry.Probes.Select(probe => new JsonObject
                {
                    ["name"] = probe.Name,
                    ["result"] = probe.Result,
                    ["milliseconds"] = probe.Milliseconds,
                }),
            ]),
        ["startedAt"] = row.Entry.StartedAt,
        ["completedAt"] = row.Entry.CompletedAt,
        ["changed"] = row.Changes is null
            ? null
            : new JsonArray([.. row.Changes.Select(change => new JsonObject { ["path"] = change.Path, ["from"] = change.From, ["to"] = change.To })]),
    };

    private sealed record Row(HistoryEntry Entry, IReadOnlyList<SpecChange>? Changes);
}
