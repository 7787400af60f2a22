using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization;
using k8s.Models;
using October.Common.Schemas;

namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>
/// Schemas of the built-in types, derived from the client library's models (names and types) and from Kubernetes' <see cref="TypeTable"/>
/// (what the models do not say: merge keys, atomic lists, which fields Go always writes).
/// </summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Kept)]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Kept)]
internal static class BuiltInSchemas
{
    private const string Kept = "A program in native code keeps the models of the client library: TrimmerRootDescriptor.";

    private static readonly ConcurrentDictionary<Type, Schema> ByType = new();

    /// <summary>Null for kinds that the client library has no model of.</summary>
    private static readonly ConcurrentDictionary<(string Group, string Version, string Kind), Schema?> ByKind = new();

    private static readonly Lock Gate = new();

    /// <summary>Guarded by <see cref="Gate"/>.</summary>
    private static readonly Dictionary<Type, Schema> UnderConstruction = [];

    public static Schema ObjectMeta { get; } = For(typeof(V1ObjectMeta), TypeTable.Kubernetes.Find("meta/v1.ObjectMeta"));

    public static Schema? Find(string group, string version, string kind) =>
        ByKind.GetOrAdd((group, version, kind), static of => Model(of) is { } model ? For(model, Facts(of)) : null);

    private static TypeFacts? Facts((string Group, string Version, string Kind) of) =>
        TypeTable.Kubernetes.Find(of.Group.Length == 0 ? of.Version : $"{of.Group}/{of.Version}", of.Kind);

    private static Type? Model((string Group, string Version, string Kind) of) => ModelNames(of.Group, of.Version, of.Kind)
        .Select(name => typeof(V1Pod).Assembly.GetType($"{typeof(V1Pod).Namespace}.{name}"))
        .FirstOrDefault(type => type?.GetCustomAttribute<KubernetesEntityAttribute>() is { } entity && (entity.Group, entity.ApiVersion, entity.Kind) == of);

    /// <summary>How the client library names its models: by version, and where a kind is in several groups (Event), by group and version.</summary>
    private static IEnumerable<string> ModelNames(string group, string version, string kind)
    {
        var first = group.Length == 0 ? "core" : group.Split('.')[0];
        return [$"{char.ToUpperInvariant(version[0])}{version[1..]}{kind}", $"{char.ToUpperInvariant(first[0])}{first[1..]}{version}{kind}"];
    }

    private static Schema For(Type type, TypeFacts? facts)
    {
        if (ByType.TryGetValue(type, out var known))
            return known;
        lock (Gate)
        {
            // Published only when complete: others read without the lock.
            var schema = Build(type, facts);
            foreach (var (built, value) in UnderConstruction)
                ByType.TryAdd(built, value);
            UnderConstruction.Clear();
            return schema;
        }
    }

    private static Schema Build(Type type, TypeFacts? facts)
    {
        if (ByType.TryGetValue(type, out var known) || UnderConstruction.TryGetValue(type, out known))
            return known;
        var name = GoName(type);
        var schema = new Schema
        {
            Type = "object",
            TypeName = name,
            ModelName = type.Name,
            GoType = GoPackage(name),
            AtomicMap = facts is { IsAtomic: true },
        };
        // Known before its fields are, for types that contain themselves.
        UnderConstruction[type] = schema;
        foreach (var property in type.GetProperties())
        {
            if (property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name is { } jsonName)
                schema.Properties[jsonName] = Field($"{name}.{jsonName}", property.PropertyType, facts?.Field(jsonName));
        }

        return schema;
    }

    private static Schema Field(string name, Type type, FieldFacts? facts)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        if (ListItem(inner) is { } item)
            return ListField(item, facts);
        if (MapValue(inner) is { } value)
        {
            return new Schema
            {
                Type = "object",
                AdditionalProperties = Scalar(value) ?? Build(value, facts?.Type),
                AtomicMap = facts is { IsAtomic: true },
                GoType = $"map[string]{GoTypeOf(value)}",
                Emptiness = facts?.Emptiness ?? Emptiness.Omitted,
            };
        }

        if (Scalar(inner) is { } scalar)
        {
            return new Schema
            {
                Type = scalar.Type,
                Format = scalar.Format,
                IntOrString = scalar.IntOrString,
                PreserveUnknown = scalar.PreserveUnknown,
                RawName = BuiltInNames.OfRaw(name),
                GoType = BuiltInNames.MicroTimes.Contains(name) ? "v1.MicroTime" : scalar.GoType,
                Emptiness = facts?.Emptiness ?? (inner == typeof(string) ? Emptiness.Omitted : Emptiness.Kept),
            };
        }

        var target = Build(inner, facts?.Type);
        var emptiness = facts?.Emptiness ?? Emptiness.Kept;
        return emptiness == Emptiness.Kept ? target : target.With(emptiness);
    }

    private static Schema ListField(Type item, FieldFacts? facts) => new()
    {
        Type = "array",
        Items = Scalar(item) ?? Build(item, facts?.Type),
        ListType = facts?.List switch
        {
            ListKind.Map => "map",
            ListKind.Set => "set",
            _ => "atomic",
        },
        MapKeys = facts?.Keys ?? [],
        MergeKey = facts?.MergeKey,
        MergesValues = facts is { MergeKey: null, MergesValues: true },
        GoType = $"[]{GoTypeOf(item)}",
        Emptiness = facts?.Emptiness ?? Emptiness.Omitted,
    };

    private static Schema? Scalar(Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        if (inner == typeof(string))
            return new Schema { Type = "string", GoType = "string" };
        if (inner == typeof(bool))
            return new Schema { Type = "boolean", GoType = "bool" };
        if (inner == typeof(int))
            return new Schema { Type = "integer", Format = "int32", GoType = "int32" };
        if (inner == typeof(long))
            return new Schema { Type = "integer", Format = "int64", GoType = "int64" };
        if (inner == typeof(double))
            return new Schema { Type = "number", Format = "double", GoType = "float64" };
        if (inner == typeof(DateTime))
            return new Schema { Type = "string", Format = "date-time", GoType = "v1.Time" };
        if (inner == typeof(byte[]))
            return new Schema { Type = "string", Format = "byte", GoType = "[]uint8" };
        if (inner == typeof(IntOrString))
            return new Schema { IntOrString = true, GoType = "intstr.IntOrString" };
        if (inner == typeof(ResourceQuantity))
            return new Schema { IntOrString = true, Format = "quantity", GoType = "resource.Quantity" };
        return inner == typeof(object) ? new Schema { PreserveUnknown = true, GoType = "interface {}" } : null;
    }

    private static Type? ListItem(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>) ? type.GetGenericArguments()[0] : null;

    private static Type? MapValue(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>) ? type.GetGenericArguments()[1] : null;

    private static string GoTypeOf(Type type) => Scalar(type)?.GoType ?? GoPackage(GoName(type));

    private static string GoPackage(string name) => $"v1.{name}";

    /// <summary>The model's name without its version and group prefix, which is the Go type's name.</summary>
    private static string GoName(Type type)
    {
        var name = type.Name;
        foreach (var prefix in (string[])["Corev1", "Eventsv1", "Discoveryv1", "Flowcontrolv1", "Rbacv1", "Storagev1", "Authenticationv1", "Autoscalingv1"])
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return name[prefix.Length..];
        }

        var start = 0;
        if (name.StartsWith('V') && name.Length > 1 && char.IsAsciiDigit(name[1]))
        {
            start = 1;
            while (start < name.Length && (char.IsAsciiDigit(name[start]) || char.IsAsciiLetterLower(name[start])))
                start++;
        }

        return name[start..];
    }
}
