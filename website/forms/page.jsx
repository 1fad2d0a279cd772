// A form that react-jsonschema-form makes of a schema of the library: nothing here knows a PS, a field or a sentence.
import Form from "@rjsf/core";
import { customizeValidator } from "@rjsf/validator-ajv8";
import Ajv2020 from "ajv/dist/2020";
import french from "ajv-i18n/localize/fr";
import { createRoot } from "react-dom/client";

const at = (schema, path) => path.reduce((one, key) => one?.properties?.[key], schema);

// How to write a figure is in the schema, in the language of the page.
const inWords = (schema) => (errors) =>
  errors.map((error) => {
    const place = at(schema, (error.property ?? "").split(".").filter(Boolean));
    return error.name === "pattern" && place?.description ? { ...error, message: place.description } : error;
  });

const root = createRoot(document.getElementById("form"));

window.show = (schema, locale, given) => {
  window.submitted = window.refused = null;
  document.documentElement.lang = locale;
  root.render(
    <Form
      key={Math.random()}
      schema={schema}
      uiSchema={{ "ui:submitButtonOptions": { submitText: locale === "fr" ? "Enregistrer" : "Save" } }}
      formData={given}
      validator={customizeValidator({ AjvClass: Ajv2020 }, locale === "fr" ? french : undefined)}
      transformErrors={inWords(schema)}
      noHtml5Validate
      showErrorList={false}
      onSubmit={({ formData }) => (window.submitted = formData)}
      onError={(errors) => (window.refused = errors.map(({ property, message }) => [property, message]))}
    />,
  );
};
