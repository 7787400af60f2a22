using System.Reflection;

namespace October.Tasks.Handlers.Values;

/// <summary>Members of enumerations by their names. .NET's own parser joins several to a number, which may be that of another member.</summary>
internal static class EnumNames
{
    /// <summary>Reads a member by its name or number; where they are flags, several.</summary>
    public static bool TryParse<T>(string? text, out T value) where T : struct, Enum
    {
        if (!Enum.TryParse(text, out value))
            return false;
        return Flags<T>.Are
            // .NET writes names only where there is one for each bit.
            ? value.Equals(default(T)) || char.IsLetter(value.ToString()[0]) || value.ToString()[0] == '_'
            : Enum.IsDefined(value) && !text.Contains(',', StringComparison.Ordinal);
    }

    private static class Flags<T> where T : struct, Enum
    {
        public static readonly bool Are = typeof(T).IsDefined(typeof(FlagsAttribute));
    }
}
