using System.Text;

namespace October.LocalCluster.Node.Environment;

/// <summary>
/// Kubernetes' <c>$(NAME)</c> expansion: <c>$$</c> is a dollar, an unknown name stays as it is (k8s.io/kubernetes/third_party/forked/golang/expansion).
/// </summary>
internal static class VariableExpansion
{
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] == '$')
            {
                result.Append('$');
            }
            else if (text[i] == '(' && text.IndexOf(')', i) is var end and > 0)
            {
                var name = text[(i + 1)..end];
                result.Append(variables.TryGetValue(name, out var value) ? value : $"$({name})");
                i = end;
            }
            else
            {
                result.Append('$').Append(text[i]);
            }
        }

        return result.ToString();
    }
}
