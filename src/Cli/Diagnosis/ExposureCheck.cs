using System.Text.Json.Nodes;

namespace October.Cli.Diagnosis;

/// <summary>Finds apps that the world reaches without an API key, as their status says. Pure.</summary>
internal static class ExposureCheck
{
    /// <summary>Judges all apps.</summary>
    public static Finding Of(IReadOnlyList<JsonNode> apps)
    {
        var open = apps.Where(app => Exposed(app) is not null).ToList();
        return open is [var first, ..]
            ? new Finding(
                Verdict.Optional,
                $"{open.Count} of {apps.Count} apps require no API key of callers from outside: "
                    + string.Join(", ", open.Take(5).Select(app => $"{(string?)app["metadata"]?["namespace"]}/{(string?)app["metadata"]?["name"]}")),
                (string?)Exposed(first)!["message"])
            : new Finding(Verdict.Good, "every app that is reached from outside requires an API key");
    }

    private static JsonNode? Exposed(JsonNode app) =>
        (app["status"]?["conditions"] as JsonArray)?.FirstOrDefault(condition =>
            (string?)condition!["type"] == "Exposed" && (string?)condition["status"] == "True");
}
