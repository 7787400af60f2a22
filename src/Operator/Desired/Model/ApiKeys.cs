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
                null => ApiKeySource.None,
                GeneratedFile => ApiKeySource.Generated,
                _ => ApiKeySource.Named,
            };

    /// <summary>The user's variables have keys: a file beside them would be refused by the api.</summary>
    private static bool IsInEnvironment(ResolvedApp app) =>
        app.Config.Keys.Concat(app.Api.Env.Select(variable => variable.Name)).Any(name => name is Variable or FileVariable);
}
