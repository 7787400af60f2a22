using System.Collections.Concurrent;
using System.Reflection;
using k8s.Models;

namespace October.Runtime.Api;

/// <summary>Where objects of one type live in the API.</summary>
/// <param name="Group">API group; empty for core.</param>
/// <param name="Version">API version.</param>
/// <param name="Kind">Kind, as in manifests.</param>
/// <param name="Plural">Plural, as in paths.</param>
public sealed record KubeKind(string Group, string Version, string Kind, string Plural)
{
    private static readonly ConcurrentDictionary<Type, KubeKind> Known = new();

    /// <summary>Value of <c>apiVersion</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Reads <see cref="KubernetesEntityAttribute"/> of the type.</summary>
    /// <exception cref="ArgumentException">The type has no such attribute.</exception>
    public static KubeKind Of(Type type) => Known.GetOrAdd(type, static type =>
    {
        var entity = type.GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new ArgumentException($"{type} has no [KubernetesEntity]", nameof(type));
        return new KubeKind(entity.Group ?? "", entity.ApiVersion, entity.Kind, entity.PluralName);
    });

    /// <summary>Path of the collection, or of one object, or of its subresource.</summary>
    /// <exception cref="FormatException">The name is <c>.</c> or <c>..</c>, which would make it the path of something else.</exception>
    public string Path(string? ns, string? name = null, string? subresource = null)
    {
        var path = Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";
        if (!string.IsNullOrEmpty(ns))
            path += $"/namespaces/{Uri.EscapeDataString(ns)}";
        path += $"/{Plural}";
        if (name is not null)
            path += name is "." or ".." ? throw new FormatException($"'{name}' is not the name of an object.") : $"/{Uri.EscapeDataString(name)}";
        return subresource is null ? path : $"{path}/{subresource}";
    }
}
