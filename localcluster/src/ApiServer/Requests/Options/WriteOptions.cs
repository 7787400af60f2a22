using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Requests.Options;

/// <summary>Checks the options of writes: field manager, field validation, dry run.</summary>
internal static class WriteOptions
{
    private const int ManagerLength = 128;

    public static void Check(ResourceRequest request, string optionsKind)
    {
        var errors = new List<FieldError>();
        if (request.Query["fieldManager"] is { Length: > ManagerLength })
            errors.Add(FieldError.TooLong("fieldManager", ManagerLength));
        var unprintable = request.Query["fieldManager"]?.AsSpan().IndexOfAnyInRange('\0', '\u001f') ?? -1;
        if (unprintable >= 0)
        {
            errors.Add(
                FieldError.InvalidText(
                    "fieldManager",
                    request.Query["fieldManager"]!,
                    $"invalid character U+{(int)request.Query["fieldManager"]![unprintable]:X4} (at position {unprintable})"));
        }

        if (request.Query["fieldValidation"] is { } mode && mode is not ("" or "Ignore" or "Strict" or "Warn"))
            errors.Add(FieldError.NotSupported("fieldValidation", FieldError.Quote(mode), ["", "Ignore", "Strict", "Warn"]));
        var dryRun = request.Query.All("dryRun");
        if (dryRun.Any(d => d != "All"))
            errors.Add(FieldError.NotSupported("dryRun", $"[{string.Join(",", dryRun.Select(FieldError.Quote))}]", ["All"]));
        if (errors.Count > 0)
            throw StatusError.Invalid("meta.k8s.io", optionsKind, "", errors);
    }
}
