using System.Diagnostics.CodeAnalysis;

namespace October.Crd.Attributes;

/// <summary>The regular expression (RE2 subset) that a string value must match.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute([StringSyntax(StringSyntaxAttribute.Regex)] string pattern) : Attribute
{
    public string Pattern { get; } = pattern;
}
