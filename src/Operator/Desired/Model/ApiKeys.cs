using k8s.Models;
using October.Crd.Defaults;

namespace October.Operator.Desired.Model;

/// <summary>Where a revision's api has the keys of its callers from.</summary>
internal static class ApiKeys
{
    public const string Key = "API_KEY";
    public const string Variable = "API_KEY";
    public const string FileVariable = "API_KEY_FILE";
    public const string GeneratedPath = "/var/run/october/api-auth";
    public const string GeneratedFile = GeneratedPath + "/" + Key;

    /// <summary>As this operator renders it.</summary>
    /// <param name="app">The revision.</param>
    /// <param name="isNamed">The Secret that the user names has keys.</param>
    public static ApiKeySource Of(ResolvedApp app, bool isNamed) =>
        IsInEnvironment(app) ? ApiKeySource.Environment
        : !app.RequiresApiKey ? ApiKeySource.None
        : isNamed ? ApiKeySource.Named
        : ApiKeySource.Generated;

    /// <summary>As a template has it.</summary>
    /// <param name="app">The revision.</param>
    /// <param name="api">Its template.</param>
    public static ApiKeySource Of(ResolvedApp app, V1PodTemplateSpec api) =>
        IsInEnvironment(app)
            ? ApiKeySource.Environment
            : api.Spec.Containers.SelectMany(container => container.Env ?? []).FirstOrDefault(variable => variable.Name == FileVariable)?.Value switch
            {
                null or "" => ApiKeySource.None,
                GeneratedFile => ApiKeySource.Generated,
                _ => ApiKeySource.Named,
            };

    /// <summary>The keys that the user's variables have as they stand; null where there are none, or they come from somewhere else.</summary>
    public static string? Literal(ResolvedApp app) =>
        app.Api.Env.LastOrDefault(static variable => variable.Name == Variable) is { } variable ? variable.Value : app.Config.GetValueOrDefault(Variable);

    /// <summary>
    /// The user's variables have keys: a file beside them would be refused by the api. One that is empty, as a template leaves it whose value is missing, is
    /// none: the operator's key counts then.
    /// </summary>
    private static bool IsInEnvironment(ResolvedApp app) =>
        app.Config.Any(static pair => pair is { Key: Variable or FileVariable, Value.Length: > 0 })
        || app.Api.Env.Any(static variable => variable is { Name: Variable or FileVariable }
            and ({ Value.Length: > 0 } or { SecretKeyRef: not null } or { ConfigMapKeyRef: not null }));
}
