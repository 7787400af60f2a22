using System.Text.Json.Nodes;

namespace October.Operator.Controller.Simulation;

/// <summary>Conditions of an app's status.</summary>
internal static class Conditions
{
    /// <summary>The condition; null where the app has none of the type.</summary>
    public static JsonNode? Condition(this JsonNode app, string type) =>
        app["status"]?["conditions"]?.AsArray().SingleOrDefault(condition => (string?)condition!["type"] == type);

    /// <summary>One field of a condition as it is now; null where the app has none of the type.</summary>
    public static async Task<string?> ConditionAsync(this SimulatedOctober october, string type, string field) =>
        (string?)(await october.AppAsync())!.Condition(type)?[field];
}
