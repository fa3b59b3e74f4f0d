// Lets one look at the password that one types. Without scripts the field is an ordinary one.
class PasswordField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "field-button";
    this.button.setAttribute("aria-controls", this.input.id);
    this.button.addEventListener("click", this.toggle);
    this.append(this.button);
    this.show(false);
  }

  disconnectedCallback() {
    this.button.remove();
  }

  toggle = () => {
    this.show(this.input.type === "password");
    this.input.focus();
  };

  show(visible) {
    this.input.type = visible ? "text" : "password";
    this.button.textContent = visible ? "Hide" : "Show";
    this.button.setAttribute("aria-label", visible ? "Hide the password" : "Show the password");
  }
}

customElements.define("password-field", PasswordField);
