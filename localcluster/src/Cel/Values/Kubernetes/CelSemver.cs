using System.Globalization;

namespace October.LocalCluster.Cel.Values.Kubernetes;

/// <summary>A version of <see href="https://semver.org/spec/v2.0.0.html"/>: equal when neither precedes the other, whatever the build metadata.</summary>
internal sealed record CelSemver(ulong Major, ulong Minor, ulong Patch, IReadOnlyList<string> PreRelease) : IComparable<CelSemver>
{
    private const string Digits = "0123456789";

    /// <summary>Reads a version as <c>blang/semver</c> does; when it is none, the reason in its words.</summary>
    public static (CelSemver? Version, string Problem) Parse(string text)
    {
        if (text.Length == 0)
            return (null, "Version string empty");
        var parts = text.Split('.', 3);
        if (parts.Length != 3)
            return (null, "No Major.Minor.Patch elements found");
        var (rest, build) = Cut(parts[2], '+');
        var (patch, preRelease) = Cut(rest, '-');
        var numbers = new List<ulong>();
        foreach (var (name, number) in (ReadOnlySpan<(string, string)>)[("Major", parts[0]), ("Minor", parts[1]), ("Patch", patch)])
        {
            if (number.Length == 0 || number.AsSpan().ContainsAnyExcept(Digits))
                return (null, $"Invalid character(s) found in {name.ToLowerInvariant()} number \"{number}\"");
            if (HasLeadingZero(number))
                return (null, $"{name} number must not contain leading zeroes \"{number}\"");
            if (!ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                return (null, $"strconv.ParseUint: parsing \"{number}\": value out of range");
            numbers.Add(value);
        }

        var identifiers = preRelease?.Split('.') ?? [];
        var problem = identifiers.Select(ProblemOfPreRelease).Concat((build?.Split('.') ?? []).Select(ProblemOfBuild)).FirstOrDefault(p => p is not null);
        return problem is null ? (new CelSemver(numbers[0], numbers[1], numbers[2], identifiers), "") : (null, problem);
    }

    /// <summary>The same after taking away a leading <c>v</c> and leading zeros, and adding numbers that are missing.</summary>
    public static (CelSemver? Version, string Problem) ParseNormalized(string text)
    {
        var parts = (text.StartsWith('v') ? text[1..] : text).Split('.', 3).Select(WithoutZeros).ToList();
        if (parts.Count < 3 && parts[^1].AsSpan().ContainsAny('+', '-'))
            return (null, "short version cannot contain PreRelease/Build meta data");
        while (parts.Count < 3)
            parts.Add("0");
        return Parse(string.Join('.', parts));
    }

    public int CompareTo(CelSemver? other)
    {
        if (other is null)
            return 1;
        var numbers = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (numbers != 0)
            return Math.Sign(numbers);
        if (PreRelease.Count == 0 || other.PreRelease.Count == 0)
            return other.PreRelease.Count.CompareTo(PreRelease.Count) is var release && release == 0 ? 0 : Math.Sign(release);
        foreach (var (mine, theirs) in PreRelease.Zip(other.PreRelease))
        {
            if (CompareIdentifiers(mine, theirs) is var order and not 0)
                return order;
        }

        return PreRelease.Count.CompareTo(other.PreRelease.Count);
    }

    public bool Equals(CelSemver? other) => other is not null && CompareTo(other) == 0;

    public override int GetHashCode() => HashCode.Combine(Major, Minor, Patch, PreRelease.Count);

    /// <summary>Numbers come before words.</summary>
    private static int CompareIdentifiers(string left, string right) => (IsNumber(left), IsNumber(right)) switch
    {
        (true, false) => -1,
        (false, true) => 1,
        // Without leading zeros the longer number is the greater.
        (true, true) when left.Length != right.Length => left.Length < right.Length ? -1 : 1,
        _ => Math.Sign(string.CompareOrdinal(left, right)),
    };

    private static string? ProblemOfPreRelease(string identifier) => identifier switch
    {
        "" => "Prerelease is empty",
        _ when IsNumber(identifier) => HasLeadingZero(identifier) ? $"Numeric PreRelease version must not contain leading zeroes \"{identifier}\"" : null,
        _ => IsWord(identifier) ? null : $"Invalid character(s) found in prerelease \"{identifier}\"",
    };

    private static string? ProblemOfBuild(string identifier) =>
        identifier.Length == 0 ? "Build meta data is empty" : IsWord(identifier) ? null : $"Invalid character(s) found in build meta data \"{identifier}\"";

    private static bool IsNumber(string text) => !text.AsSpan().ContainsAnyExcept(Digits);

    private static bool IsWord(string text) => text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool HasLeadingZero(string number) => number.Length > 1 && number[0] == '0';

    private static string WithoutZeros(string part)
    {
        if (part.Length < 2)
            return part;
        var trimmed = part.TrimStart('0');
        return trimmed.Length == 0 || !char.IsAsciiDigit(trimmed[0]) ? "0" + trimmed : trimmed;
    }

    private static (string Before, string? After) Cut(string text, char at) =>
        text.IndexOf(at) is var index and >= 0 ? (text[..index], text[(index + 1)..]) : (text, null);
}
