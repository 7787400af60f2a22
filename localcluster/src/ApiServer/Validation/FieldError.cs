namespace October.LocalCluster.ApiServer.Validation;

/// <summary>One violation of a field's rule; becomes a cause of an Invalid status.</summary>
/// <param name="Reason">For example <c>FieldValueInvalid</c>.</param>
/// <param name="Field">Path of the field.</param>
/// <param name="Message">The sentence, without the path.</param>
internal sealed record FieldError(string Reason, string Field, string Message)
{
    public static FieldError Required(string field, string detail) =>
        new("FieldValueRequired", field, detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    /// <param name="field">Path of the field.</param>
    /// <param name="value">The value as Go prints it: strings quoted, other values as JSON.</param>
    /// <param name="detail">What is wrong with it.</param>
    public static FieldError Invalid(string field, string value, string detail) => new("FieldValueInvalid", field, $"Invalid value: {value}: {detail}");

    public static FieldError InvalidText(string field, string value, string detail) => Invalid(field, Quote(value), detail);

    public static FieldError NotSupported(string field, string value, IEnumerable<string> supported) => new(
        "FieldValueNotSupported", field, $"Unsupported value: {value}: supported values: {string.Join(", ", supported.Select(Quote))}");

    public static FieldError Forbidden(string field, string detail) => new("FieldValueForbidden", field, $"Forbidden: {detail}");

    public static FieldError Duplicate(string field, string value) => new("FieldValueDuplicate", field, $"Duplicate value: {value}");

    public static FieldError TooLong(string field, int bytes) => new("FieldValueTooLong", field, $"Too long: may not be more than {bytes} bytes");

    public static FieldError TooMany(string field, int actual, int limit) =>
        new("FieldValueTooMany", field, $"Too many: {actual}: must have at most {limit} items");

    public static FieldError NotFound(string field, string value) => new("FieldValueNotFound", field, $"Not found: {value}");

    public static FieldError TypeInvalid(string field, string value, string detail) => new("FieldValueTypeInvalid", field, $"Invalid value: {value}: {detail}");

    /// <summary>A string as Go's <c>%q</c> prints it.</summary>
    public static string Quote(string value) => "\"" + value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\t", "\\t") + "\"";
}
