using Mono.Cecil;
using Mono.Cecil.Cil;

namespace October.Architecture;

/// <summary>
/// Nothing that is shipped as native code calls what native code cannot do. The compiler's own analyzer says so of calls that are written, and not of those
/// that it makes itself, as the Add of a collection expression; the build of an image does, after minutes.
/// </summary>
public sealed class NativeCodeTests
{
    private static readonly string[] Refused = ["RequiresUnreferencedCodeAttribute", "RequiresDynamicCodeAttribute"];

    public static TheoryData<string> Assemblies() =>
        ["October.Common", "October.Crd", "October.Runtime", "october-operator", "October.Tasks", "october-api", "october-worker"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_call_needs_reflection_or_code_that_is_made_at_run_time(string name)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        foreach (var folder in (string[])[Folder(typeof(object)), Folder(typeof(Microsoft.AspNetCore.Http.HttpContext))])
            resolver.AddSearchDirectory(folder);
        using var assembly = AssemblyDefinition.ReadAssembly(
            Path.Combine(AppContext.BaseDirectory, name + ".dll"), new ReaderParameters { AssemblyResolver = resolver });
        var methods = assembly.MainModule.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).ToList();
        Assert.NotEmpty(methods);
        Assert.Empty(
            from method in methods
            where !IsMarked(method)
            from instruction in method.Body.Instructions
            where instruction.OpCode.FlowControl == FlowControl.Call || instruction.OpCode == OpCodes.Ldftn
            where instruction.Operand is MethodReference reference && Needs(reference)
            select $"{method.DeclaringType.FullName}.{method.Name} calls {instruction.Operand}");
    }

    private static string Folder(Type type) => Path.GetDirectoryName(type.Assembly.Location)!;

    private static bool Needs(MethodReference reference) =>
        reference.Resolve() is { } method && (Has(method, Refused) || (method.IsConstructor && Has(method.DeclaringType, Refused)));

    /// <summary>It says so itself to its callers, or why it does not matter.</summary>
    private static bool IsMarked(MethodDefinition method)
    {
        string[] marks = [.. Refused, "UnconditionalSuppressMessageAttribute"];
        for (var type = method.DeclaringType; type is not null; type = type.DeclaringType)
        {
            if (Has(type, marks))
                return true;
        }

        return Has(method, marks);
    }

    private static bool Has(ICustomAttributeProvider member, string[] attributes) =>
        member.CustomAttributes.Any(attribute => attributes.Contains(attribute.AttributeType.Name, StringComparer.Ordinal));
}
