using System.Globalization;
using October.Crd;

namespace October.Operator.Execute;

/// <summary>What an event says to programs: which revision, and which generation of the spec.</summary>
internal static class EventAnnotations
{
    public static Dictionary<string, string> Of(V1OctoberApp entity, string revision) => new()
    {
        ["october.dev/revision"] = revision,
        ["october.dev/generation"] = (entity.Metadata.Generation ?? 0).ToString(CultureInfo.InvariantCulture),
    };
}
