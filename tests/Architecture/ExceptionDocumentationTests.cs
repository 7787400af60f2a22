using System.Xml.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace October.Architecture;

/// <summary>What others program against says which exceptions it throws: what a public member throws itself is in its documentation.</summary>
public sealed class ExceptionDocumentationTests
{
    public static TheoryData<string> Assemblies() => ["October.Runtime", "October.Tasks"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_public_member_that_throws_documents_it(string name)
    {
        var documented = XDocument.Load(Path.Combine(AppContext.BaseDirectory, name + ".xml")).Descendants("member")
            .Where(member => member.Element("exception") is not null || member.Element("inheritdoc") is not null)
            .Select(member => (string)member.Attribute("name")!)
            .ToHashSet(StringComparer.Ordinal);
        using var assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        var thrown = (
            from type in assembly.MainModule.GetTypes()
            where IsVisible(type)
            from method in type.Methods
            where method.IsPublic && method.HasBody
            from exception in Bodies(method).SelectMany(Thrown)
            select (Method: method, Exception: exception)).ToList();
        Assert.NotEmpty(thrown);
        var silent =
            from found in thrown
            where !Ids(found.Method).Any(documented.Contains)
            select $"{found.Method.DeclaringType.FullName}.{found.Method.Name}: {found.Exception}";
        Assert.True(!silent.Any(), $"these throw and do not document it:\n{string.Join('\n', silent.Distinct())}");
    }

    private static bool IsVisible(TypeDefinition type) =>
        !type.Name.Contains('<', StringComparison.Ordinal) && (type.IsPublic || (type.IsNestedPublic && IsVisible(type.DeclaringType)));

    /// <summary>Its own, those of its lambdas, and that of the state machine that the compiler has made of it.</summary>
    private static IEnumerable<MethodBody> Bodies(MethodDefinition method)
    {
        yield return method.Body;
        var made = method.DeclaringType.NestedTypes.Prepend(method.DeclaringType).SelectMany(type => type.Methods);
        foreach (var inner in made.Where(inner => inner.HasBody && inner.Name.StartsWith($"<{method.Name}>", StringComparison.Ordinal)))
            yield return inner.Body;
        foreach (var attribute in method.CustomAttributes.Where(mark => mark.AttributeType.Name.EndsWith("StateMachineAttribute", StringComparison.Ordinal)))
            yield return ((TypeReference)attribute.ConstructorArguments[0].Value).Resolve().Methods.Single(inner => inner.Name == "MoveNext").Body;
    }

    private static IEnumerable<string> Thrown(MethodBody body) =>
        from instruction in body.Instructions
        where instruction.OpCode == OpCodes.Throw && instruction.Previous is { Operand: MethodReference { Name: ".ctor" } }
        select ((MethodReference)instruction.Previous.Operand).DeclaringType.Name into exception
        where exception != "UnreachableException"
        select exception;

    /// <summary>Where its documentation may be: an accessor's is the property's, a primary constructor's the type's.</summary>
    private static IEnumerable<string> Ids(MethodDefinition method)
    {
        yield return DocCommentId.GetDocCommentId(method);
        if (method.IsConstructor)
            yield return DocCommentId.GetDocCommentId(method.DeclaringType);
        foreach (var property in method.DeclaringType.Properties.Where(property => property.GetMethod == method || property.SetMethod == method))
            yield return DocCommentId.GetDocCommentId(property);
    }
}
