using October.Crd;

namespace October.Cli.Up;

/// <summary>An app's progress, read from its status.</summary>
internal sealed record AppProgress(string Phase, string Message, string Components, string? Url, bool IsReady, bool IsFailed)
{
    /// <summary>The Secret with the key of the api's callers; null for none.</summary>
    public string? ApiKeySecret { get; init; }

    /// <summary>What the pods of a failed attempt said; null when nothing failed, or they said nothing.</summary>
    public string? Evidence { get; init; }

    /// <summary>Reads the resource; without a status the operator has not reconciled it yet.</summary>
    public static AppProgress Of(V1OctoberApp? app)
    {
        var status = app?.Status;
        var parts = status?.Components;
        return new AppProgress(
            status?.Phase ?? "Pending",
            status?.Message ?? "Waiting for the operator",
            $"redis {parts?.Redis?.Summary ?? "0/?"}  worker {parts?.Worker?.Summary ?? "0/?"}  api {parts?.Api?.Summary ?? "0/?"}",
            status?.Url,
            Is("Ready"),
            Is("Stalled"))
        {
            ApiKeySecret = status?.ApiKeySecret,
            Evidence = status?.Failed?.Evidence,
        };

        bool Is(string type) =>
            status?.ObservedGeneration == app?.Metadata.Generation
            && status?.Conditions?.Any(condition => condition.Type == type && condition.Status == "True") == true;
    }

    /// <summary>Why the app is not Ready, for an error: what the pods said comes after it, as the cluster ends with the command.</summary>
    public string Failure(string ns, string name) => $"{ns}/{name} is {Phase}: {Message}{(Evidence is null ? "" : $"; {Evidence}")}";
}
