using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace October.Tasks.Generators;

/// <summary>Calls of what the generator writes, which adds the tasks of the calling assembly and of no other.</summary>
internal static class Registrations
{
    public static bool MayBe(SyntaxNode node) =>
        node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AddTasks" or "MapTasks" } };

    /// <summary>The place of such a call; null for one of something else.</summary>
    public static Problem? Read(GeneratorSyntaxContext found, CancellationToken cancellationToken)
    {
        var call = (InvocationExpressionSyntax)found.Node;
        var member = (MemberAccessExpressionSyntax)call.Expression;
        var type = found.SemanticModel.GetTypeInfo(member.Expression, cancellationToken).Type?.ToDisplayString();
        // Generated code is not known here: what is known has another method of that name in mind.
        return type is "October.Tasks.Hosting.WorkerBuilder" or "October.Tasks.Handlers.TaskRegistry"
            && found.SemanticModel.GetSymbolInfo(call, cancellationToken).Symbol is null
                ? new Problem(Rules.NoTasks, member.Name.GetLocation(), member.Name.Identifier.ValueText)
                : null;
    }
}
