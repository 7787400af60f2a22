using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd;
using October.Crd.Defaults;
using October.Operator.Decide.Rotation;

namespace October.Operator.Desired.Model;

/// <summary>
/// The stable pod templates of a revision, as they were when it was first rendered. They are kept with the revision, so that an operator that
/// renders differently never rolls a pod: the new way shows with the next revision.
/// </summary>
/// <param name="Api">The api's.</param>
/// <param name="Worker">The worker's.</param>
/// <param name="Redis">Redis'; null where it is somebody else's.</param>
internal sealed record PodTemplates(V1PodTemplateSpec Api, V1PodTemplateSpec Worker, V1PodTemplateSpec? Redis)
{
    /// <summary>
    /// They can still be used: the Secret with the keys of the api's callers, the one input that is not part of a revision, has what they mount, and has no
    /// keys that they would pass over.
    /// </summary>
    /// <param name="app">The revision.</param>
    /// <param name="hasNamedKeys">The Secret that the user names has keys.</param>
    public bool Hold(ResolvedApp app, bool hasNamedKeys) => ApiKeys.Of(app, Api) switch
    {
        // Where the user names no Secret, the keys were put into the generated one by hand, and stay there.
        ApiKeySource.Named => hasNamedKeys || app.SecretName is null,
        ApiKeySource.None => !hasNamedKeys || !app.RequiresApiKey,
        _ => true,
    };

    /// <summary>The same, but another version of redis' password is another template: that is how pods move to it. Version 0 is the first password.</summary>
    public PodTemplates WithPasswordVersions(Passwords passwords)
    {
        Annotate(Api, passwords.Version);
        Annotate(Worker, passwords.Version);
        Annotate(Redis, passwords.RedisVersion);
        return this;
    }

    /// <summary>For keeping.</summary>
    public JsonObject ToJson() => new()
    {
        ["api"] = Json(Api),
        ["worker"] = Json(Worker),
        ["redis"] = Redis is null ? null : Json(Redis),
    };

    /// <summary>What was kept; null when nothing was.</summary>
    public static PodTemplates? Read(JsonNode? kept) => kept?["api"] is { } api && kept["worker"] is { } worker
        ? new PodTemplates(Template(api), Template(worker), kept["redis"] is { } redis ? Template(redis) : null)
        : null;

    /// <summary>The version that a template, or a pod of it, was annotated with; 0 where it was not.</summary>
    public static int PasswordVersionOf(V1ObjectMeta? metadata) =>
        metadata?.Annotations?.TryGetValue(Labels.PasswordVersion, out var text) == true
        && int.TryParse(text, CultureInfo.InvariantCulture, out var version)
            ? version
            : 0;

    private static void Annotate(V1PodTemplateSpec? template, int version)
    {
        if (template is not null && version != 0)
            (template.Metadata.Annotations ??= new Dictionary<string, string>())[Labels.PasswordVersion] = version.ToString(CultureInfo.InvariantCulture);
    }

    private static JsonNode Json(V1PodTemplateSpec template) => OctoberJson.Node(template);

    private static V1PodTemplateSpec Template(JsonNode kept) => OctoberJson.Read<V1PodTemplateSpec>(kept);
}
